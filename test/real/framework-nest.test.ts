import { transformSync } from 'rolldown/utils'
import { describe } from 'vitest'
import { packageFolder, callbackPath as path, proveFixes, skippedWithout } from './framework-app.ts'

const folderOf = (name: string): string => JSON.stringify(packageFolder(name))

interface Parts {
  readonly controller?: string
  readonly options?: string
  readonly afterwards?: string
  readonly imports?: string
  readonly providers?: string
}

const controllerWith = (above: string, parameter: string, method = 'Post'): string => `
@Controller('${path.slice(1)}')
export class MpesaController {
  @${method}()
  @HttpCode(200)
  ${above}
  ${parameter === '' ? 'callback(@Body() body: Record<string, unknown>) {' : parameter}
    return { ResultCode: 0, ResultDesc: 'Accepted' }
  }
}`

/** Compiled as Nest's own command does: decorators of the older kind, with the types of parameters. */
function nest({
  controller = controllerWith('', ''),
  options = '{}',
  afterwards = '',
  imports = '',
  providers = '',
}: Parts) {
  const source = `
${controller}
@Module({ controllers: [MpesaController], imports: [${imports}], providers: [${providers}] })
class AppModule {}
const app: any = await NestFactory.create(AppModule, { logger: false, ...${options} })
${afterwards}
await app.listen(Number(process.argv[2]), '127.0.0.1')
`
  const { code } = transformSync('app.ts', source, {
    decorator: { legacy: true, emitDecoratorMetadata: true },
    helpers: { mode: 'External' },
  })
  return {
    'app.mjs': `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
require(${folderOf('reflect-metadata')})
const { APP_GUARD, NestFactory, Reflector } = require(${folderOf('@nestjs/core')})
const common = require(${folderOf('@nestjs/common')})
const { Body, Controller, Get, HttpCode, Module, Post, SetMetadata } = common
const throttler = ${packageFolder('@nestjs/throttler') === null ? '{}' : `require(${folderOf('@nestjs/throttler')})`}
const { SkipThrottle, ThrottlerModule } = throttler
const babelHelpers = {
  decorate(decorators, target, key) {
    if (key === undefined) return Reflect.decorate(decorators, target)
    const method = Object.getOwnPropertyDescriptor(target, key)
    Object.defineProperty(target, key, Reflect.decorate(decorators, target, key, method) ?? method)
  },
  decorateParam: (index, decorator) => (target, key) => decorator(target, key, index),
  decorateMetadata: (key, value) => Reflect.metadata(key, value),
}
${code.replaceAll('export class', 'class').replace(/^export \{.*$/m, '')}`,
  }
}

const isMissing = packageFolder('@nestjs/core') === null
const guard = `
const reflector = app.get(Reflector)
app.useGlobalGuards({ canActivate: (context) => reflector.get('isPublic', context.getHandler()) === true })`

describe.skipIf(isMissing)(`fixes for Nest${skippedWithout('@nestjs/core')}`, () => {
  proveFixes({ start: [process.execPath, 'app.mjs', 'PORT'] }, [
    {
      what: 'a handler for GET only',
      code: 'app/route-not-found',
      app: (controller) => nest({ controller: controller ?? controllerWith('', '', 'Get') }),
    },
    {
      what: 'a guard for every route',
      code: 'app/auth-required',
      app: (above) => nest({ controller: controllerWith(above ?? '', ''), afterwards: guard }),
    },
    {
      what: 'a limit for every route',
      code: 'app/rate-limited',
      before: 2,
      app: (above) =>
        nest({
          controller: controllerWith(above ?? '', ''),
          imports: 'ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])',
          providers: '{ provide: APP_GUARD, useClass: throttler.ThrottlerGuard }',
        }),
    },
  ])
})
