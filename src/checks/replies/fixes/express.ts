import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'

const route = ({ path }: Place): string => `app.post('${path}', express.json(), handleCallback)`
const register = (place: Place) => take('Register the route for POST', route(place))
const before = (what: string) => (place: Place) => take(`Register the callback route above ${what}`, route(place))

/** Express 4 and 5. */
export const expressFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': before('the CSRF middleware'),
  'app/auth-required': before('the `app.use` of the login'),
  'app/body-not-parsed': () =>
    take(
      'Parse JSON: this goes above the routes, and the callback is at `req.body.Body.stkCallback`',
      'app.use(express.json())',
    ),
  'app/html-reply': before('`express.static` and the catch-all of the front end'),
  'app/slow-ack': () =>
    take(
      'Answer first, work afterwards',
      "res.json({ ResultCode: 0, ResultDesc: 'Accepted' })",
      'settlePayment(req.body).catch(console.error)',
    ),
  'app/rate-limited': ({ path }) =>
    take('Leave the path out of `rateLimit({ … })`', `skip: (req) => req.originalUrl.startsWith('${path}'),`),
  'app/stack-trace-exposed': () => take('Run in production mode', 'NODE_ENV=production'),
}
