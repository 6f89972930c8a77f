import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { withoutFirstSlash } from './place.ts'

const acknowledge = "return { ResultCode: 0, ResultDesc: 'Accepted' }"
const register = ({ path }: Place) =>
  take(
    'Register the handler for POST (a global prefix comes before the path), and list the controller in its module',
    `@Controller('${withoutFirstSlash(path)}')`,
    'export class MpesaController {',
    '  @Post()',
    '  @HttpCode(200)',
    '  callback(@Body() body: Record<string, unknown>) {',
    `    ${acknowledge}`,
    '  }',
    '}',
  )

/** Nest on Express. */
export const nestFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': ({ path }) =>
    take(
      'Let the path pass the CSRF middleware in `main.ts`',
      `app.use((req, res, next) => (req.path === '${path}' ? next() : csrfProtection(req, res, next)))`,
    ),
  'app/auth-required': () =>
    take(
      "Exempt the handler, and let the guard look at it: `this.reflector.get('isPublic', context.getHandler())`",
      "@SetMetadata('isPublic', true)",
    ),
  'app/body-not-parsed': () =>
    take('Leave `bodyParser: false` out of `main.ts`, or parse JSON there', "app.useBodyParser('json')"),
  'app/payload-rejected': () =>
    take(
      'Take the body without a DTO, so that `ValidationPipe` lets it pass',
      'callback(@Body() body: Record<string, unknown>) {',
    ),
  'app/slow-ack': () => take('Answer first, work afterwards', 'void this.payments.settle(body)', acknowledge),
  'app/rate-limited': () => take('Leave the limit out for the handler', '@SkipThrottle()'),
}
