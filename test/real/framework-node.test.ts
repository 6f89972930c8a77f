import { describe } from 'vitest'
import { packageFolder, callbackPath as path, proveFixes, skippedWithout } from './framework-app.ts'

const runner = { start: [process.execPath, 'app.mjs', 'PORT'] }
const packages = (names: readonly string[]) =>
  names.map((name, index) => `const package${index} = require(${JSON.stringify(packageFolder(name))})`).join('\n')

const express = (name: string, middle: string, route = `app.post('${path}', express.json(), handleCallback)`) => ({
  'app.mjs': `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
${packages([name])}
const express = package0
const accept = (request, response) => response.json({ ResultCode: 0, ResultDesc: 'Accepted' })
const settlePayment = async () => undefined
let handleCallback = accept
const app = express()
${middle}
${route}
app.listen(Number(process.argv[2]), '127.0.0.1')
`,
})

describe.each(['express', 'express4'])('fixes for %s', (name) => {
  describe.skipIf(packageFolder(name) === null)(`${name}${skippedWithout(name)}`, () => {
    proveFixes(runner, [
      {
        what: 'a route for GET only',
        code: 'app/route-not-found',
        app: (route) => express(name, '', route ?? `app.get('${path}', accept)`),
      },
      {
        what: 'no body parser',
        code: 'app/body-not-parsed',
        app: (parser) =>
          express(
            name,
            parser ?? '',
            `app.post('${path}', (request, response) => { request.body.Body.stkCallback; accept(request, response) })`,
          ),
      },
      {
        what: 'a login before every route',
        code: 'app/auth-required',
        app: (route) =>
          express(
            name,
            `${route ?? ''}\napp.use((request, response) => response.status(401).json({ message: 'No token' }))`,
          ),
      },
      {
        what: 'the page of a front end for every path',
        code: 'app/html-reply',
        app: (route) =>
          express(
            name,
            `${route ?? ''}\napp.use((request, response) => response.send('<!doctype html><html></html>'))`,
          ),
      },
    ])
    const limiter = packageFolder('express-rate-limit')
    describe.skipIf(limiter === null)(`limits${skippedWithout('express-rate-limit')}`, () => {
      proveFixes(runner, [
        {
          what: 'a limit for every route',
          code: 'app/rate-limited',
          before: 2,
          app: (skip) =>
            express(
              name,
              `${packages(['express-rate-limit']).replaceAll('package', 'extra')}\napp.use(extra0.rateLimit({ limit: 1, ${skip ?? ''} }))`,
            ),
        },
      ])
    })
    const csurf = packageFolder('csurf')
    describe.skipIf(csurf === null)(`CSRF${skippedWithout('csurf')}`, () => {
      proveFixes(runner, [
        {
          what: 'CSRF protection for every route',
          code: 'app/csrf-rejected',
          app: (route) =>
            express(
              name,
              `${route ?? ''}\n${packages(['cookie-parser', 'csurf']).replaceAll('package', 'extra')}\napp.use(extra0(), extra1({ cookie: true }))`,
            ),
        },
      ])
    })
  })
})

const fastify = (lines: string, set = '') => ({
  'app.mjs': `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
${packages(['fastify'])}
const fastify = package0()
const handleCallback = () => ({ ResultCode: 0, ResultDesc: 'Accepted' })
const settlePayment = async () => undefined
${set}
${lines}
await fastify.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
`,
})
const route = `fastify.post('${path}', async () => handleCallback())`

describe.skipIf(packageFolder('fastify') === null)(`fixes for Fastify${skippedWithout('fastify')}`, () => {
  proveFixes(runner, [
    {
      what: 'a route for GET only',
      code: 'app/route-not-found',
      app: (lines) => fastify(lines ?? route.replace('post', 'get')),
    },
    {
      what: 'no parser for JSON',
      code: 'app/body-not-parsed',
      app: (lines) => fastify(`${lines ?? ''}\n${route}`, 'fastify.removeAllContentTypeParsers()'),
    },
    {
      what: 'a schema that failures do not fit',
      code: 'app/payload-rejected',
      app: (required) =>
        fastify(`const stkCallback = { type: 'object', ${required ?? "required: ['CallbackMetadata'],"} }
const properties = { Body: { type: 'object', properties: { stkCallback } } }
fastify.post('${path}', { schema: { body: { type: 'object', properties } } }, async () => handleCallback())`),
    },
  ])
  describe.skipIf(packageFolder('@fastify/rate-limit') === null)(
    `limits${skippedWithout('@fastify/rate-limit')}`,
    () => {
      proveFixes(runner, [
        {
          what: 'a limit for every route',
          code: 'app/rate-limited',
          before: 2,
          app: (options) =>
            fastify(
              `fastify.post('${path}', ${options ?? '{}'}, async () => handleCallback())`,
              `${packages(['@fastify/rate-limit']).replaceAll('package', 'extra')}
await fastify.register(extra0, { max: 1 })`,
            ),
        },
      ])
    },
  )
})
