// Every fault that a Fastify app can show to a callback, each under a path of its own. Run by record.ts.
import process from 'node:process'
import { requirePackage } from './packages.mjs'

const fastify = requirePackage('fastify')()
const accept = async () => ({ ResultCode: 0, ResultDesc: 'Accepted' })
await fastify.register(requirePackage('@fastify/cookie'))
await fastify.register(requirePackage('@fastify/csrf-protection'))
await fastify.register(requirePackage('@fastify/rate-limit'), { global: false })
fastify.get('/mpesa/get-only', accept)
fastify.post('/mpesa/csrf', { onRequest: fastify.csrfProtection }, accept)
fastify.post('/mpesa/limited', { config: { rateLimit: { max: 1, timeWindow: '1 minute' } } }, accept)
const stkCallback = { type: 'object', required: ['CallbackMetadata'] }
const body = { type: 'object', properties: { Body: { type: 'object', properties: { stkCallback } } } }
fastify.post('/mpesa/validated', { schema: { body } }, accept)
fastify.post('/mpesa/body', async (request) => ({ paid: request.query.Body.stkCallback }))
fastify.post('/mpesa/metadata', async (request) => ({ paid: request.body.Body.stkCallback.CallbackMetadata.Item }))
fastify.post('/mpesa/crash', async () => {
  throw new Error('relation "orders" does not exist')
})
fastify.post('/mpesa/auth', async (_request, reply) => reply.code(401).send({ error: 'Unauthorized' }))
fastify.post('/mpesa/json', accept)
fastify.post('/mpesa/empty', async (_request, reply) => reply.code(204).send())
fastify.post('/mpesa/text', async () => 'OK')
await fastify.register(async (other) => {
  other.removeAllContentTypeParsers()
  other.post('/mpesa/no-parser', accept)
})
await fastify.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
