import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'

const register = ({ path }: Place) =>
  take('Register the route for POST', `fastify.post('${path}', async (request) => handleCallback(request.body))`)

/** Fastify 4 and 5. */
export const fastifyFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': () => ({
    summary: 'Give `onRequest: fastify.csrfProtection` to the routes with forms only, not to a hook for all routes',
  }),
  'app/auth-required': () => ({
    summary: 'Register the callback route outside the plugin (`fastify.register`) whose hook asks for the login',
  }),
  'app/body-not-parsed': () =>
    take(
      'Parse JSON: this goes above the routes',
      "const parseJson = fastify.getDefaultJsonParser('error', 'error')",
      "fastify.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)",
    ),
  'app/payload-rejected': () =>
    take(
      'Ask in the schema only for what every callback has: failures have no `CallbackMetadata`',
      "required: ['MerchantRequestID', 'CheckoutRequestID', 'ResultCode', 'ResultDesc'],",
    ),
  'app/slow-ack': () =>
    take(
      'Answer first, work afterwards',
      "reply.send({ ResultCode: 0, ResultDesc: 'Accepted' })",
      'settlePayment(request.body).catch(request.log.error)',
      'return reply',
    ),
  'app/rate-limited': () =>
    take('Leave the limit out for the route: these are its options', '{ config: { rateLimit: false } }'),
}
