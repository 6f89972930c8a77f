import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faults, findFault } from '../../src/demo/faults.ts'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { failureCallback, successCallback, unknownId } from './helpers/callbacks.ts'
import { type Answer, send } from './helpers/http.ts'

let demo: Demo
let db: pg.Client
let ca: string
const slept: number[] = []

beforeAll(async () => {
  const clock = {
    now: () => new Date(),
    sleep: async (ms: number) => {
      slept.push(ms)
    },
  }
  demo = await startDemo({ signal: new AbortController().signal, clock })
  db = new pg.Client(demo.databaseUrl)
  await db.connect()
  ca = await readFile(join(demo.folder, 'ca.pem'), 'utf8')
})

afterAll(async () => {
  await db?.end()
  await demo?.stop()
})

const json = { 'content-type': 'application/json' }

/** Posts to the callback URL in the env file, through the edge, as the config file says where that is. */
async function postPublic(body: string, headers: Readonly<Record<string, string>> = json): Promise<Answer> {
  const { host, protocol } = new URL(demo.publicUrl)
  const from = `${host}:${protocol === 'https:' ? 443 : 80}:127.0.0.1:`
  const target = demo.connectTo.find((entry) => entry.startsWith(from))
  return send(demo.publicUrl, { body, headers, ca, port: Number(target?.slice(from.length)) })
}

async function postApp(body: string, headers: Readonly<Record<string, string>> = json): Promise<Answer> {
  return send(`${demo.appUrl}/api/payments/mpesa/callback`, { body, headers })
}

async function statusOf(orderNumber: string): Promise<string> {
  const { rows } = await db.query('select payment_status from orders where order_number = $1', [orderNumber])
  return rows[0].payment_status
}

let orderCount = 0
async function newOrder() {
  orderCount += 1
  return demo.addOrder(`DUKA-FAULT-${orderCount}`)
}

async function env(): Promise<string> {
  return readFile(join(demo.folder, '.env'), 'utf8')
}

const probe = failureCallback(unknownId)

interface Expected {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | RegExp>>
  readonly body?: RegExp
}

const accepted: Expected = { status: 200, headers: { 'content-type': /json/ }, body: /^{"ResultCode":0,/ }

/** What the probe of a doctor (an unknown payment that failed) gets from the public URL and from the shop itself. */
const answers: Readonly<Record<string, { readonly public: Expected | string; readonly app: Expected | string }>> = {
  'get-only': same({ status: 405, headers: { allow: 'GET, HEAD' } }),
  csrf: same({ status: 403, headers: { 'content-type': /html/, vary: 'Cookie' }, body: /CSRF verification failed/ }),
  'wrong-prefix': same({ status: 404, headers: { 'content-type': /json/ }, body: /Cannot POST \/api\/payments/ }),
  'spa-fallback': same({ status: 200, headers: { 'content-type': /html/ }, body: /<div id="root">/ }),
  'auth-required': same({ status: 302, headers: { location: '/login' } }),
  'rate-limited': same({ status: 429, headers: { 'retry-after': '600' }, body: /Too many requests/ }),
  'body-not-parsed': same({
    status: 500,
    body: /^TypeError: Cannot read properties of undefined \(reading 'Body'\)$/,
  }),
  'server-error': same({ status: 500, body: /relation "mpesa_transactions" does not exist/ }),
  'crash-without-metadata': same({
    status: 500,
    body: /^TypeError: Cannot read properties of undefined \(reading 'Item'\)$/,
  }),
  'negative-ack': same({ status: 200, body: /"ResultCode":1/ }),
  'app-down': { public: { status: 502, headers: { server: 'nginx' }, body: /502 Bad Gateway/ }, app: 'ECONNREFUSED' },
  'tunnel-app-down': {
    public: { status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' } },
    app: 'ECONNREFUSED',
  },
  'stale-ngrok': edgeOnly({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' }, body: /is offline/ }),
  redirect: edgeOnly({
    status: 301,
    headers: { location: 'https://www.duka-demo.co.ke/api/payments/mpesa/callback' },
  }),
  'trailing-slash': edgeOnly({
    status: 301,
    headers: { location: 'https://duka-demo.co.ke/api/payments/mpesa/callback/' },
  }),
  'default-page': edgeOnly({ status: 200, headers: { 'content-type': /html/ }, body: /<div id="root">/ }),
  challenge: edgeOnly({
    status: 403,
    headers: { 'cf-mitigated': 'challenge', server: 'cloudflare' },
    body: /Just a moment/,
  }),
  waf: edgeOnly({ status: 403, headers: { server: 'nginx' }, body: /firewall/ }),
  'connection-closed': edgeOnly('ECONNRESET'),
  'expired-certificate': edgeOnly('CERT_HAS_EXPIRED'),
  'self-signed-certificate': edgeOnly('DEPTH_ZERO_SELF_SIGNED_CERT'),
  'incomplete-chain': edgeOnly('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
  'wrong-certificate': edgeOnly('ERR_TLS_CERT_ALTNAME_INVALID'),
  'http-url': edgeOnly({
    status: 301,
    headers: { location: 'https://duka-demo.co.ke/api/payments/mpesa/callback' },
  }),
}

function same(expected: Expected): { readonly public: Expected; readonly app: Expected } {
  return { public: expected, app: expected }
}

function edgeOnly(expected: Expected | string): { readonly public: Expected | string; readonly app: Expected } {
  return { public: expected, app: accepted }
}

async function expectAnswer(answer: Promise<Answer>, expected: Expected | string): Promise<void> {
  if (typeof expected === 'string') {
    await expect(answer).rejects.toMatchObject({ code: expected })
    return
  }
  const { status, headers, body } = await answer
  expect(status).toBe(expected.status)
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    expect(headers[name]).toEqual(typeof value === 'string' ? value : expect.stringMatching(value))
  }
  expect(body).toMatch(expected.body ?? /^/)
}

describe('the table of faults', () => {
  it('has unique names and a code for each', () => {
    expect(new Set(faults.map((fault) => fault.name)).size).toBe(faults.length)
    for (const fault of faults) expect(fault.expect).toMatch(/^[a-z0-9]+\/[a-z-]+$/)
  })

  it('names the nearest fault when one does not exist', () => {
    expect(() => findFault('get-onyl')).toThrow(
      expect.objectContaining({ code: 'demo/unknown-fault', category: 'usage' }),
    )
  })
})

describe('what the probe of a payment that does not exist is answered', () => {
  const untouched = faults.map((fault) => fault.name).filter((name) => !(name in answers))
  const reachable = untouched.filter((name) => name !== 'localhost-url')

  it.each(Object.entries(answers))('%s', async (name, expected) => {
    await demo.breakWith(name)
    await expectAnswer(postPublic(probe), expected.public)
    await expectAnswer(postApp(probe), expected.app)
    await demo.repair()
    await expectAnswer(postPublic(probe), accepted)
  })

  it.each(reachable)('%s lets it through', async (name) => {
    await demo.breakWith(name)
    await expectAnswer(postPublic(probe), accepted)
    await expectAnswer(postApp(probe), accepted)
  })

  it('localhost-url names the shop itself', async () => {
    await demo.breakWith('localhost-url')
    expect(demo.publicUrl).toBe(`${demo.appUrl.replace('127.0.0.1', 'localhost')}/api/payments/mpesa/callback`)
  })
})

describe('what the shop makes of a payment', () => {
  it('rolled-back answers 200 and keeps the order pending', async () => {
    await demo.breakWith('rolled-back')
    const order = await newOrder()
    await expectAnswer(postPublic(successCallback(order.checkoutRequestId)), accepted)
    expect(await statusOf(order.orderNumber)).toBe('PENDING')
  })

  it('string-code stores a success as failed', async () => {
    await demo.breakWith('string-code')
    const order = await newOrder()
    await expectAnswer(postPublic(successCallback(order.checkoutRequestId)), accepted)
    expect(await statusOf(order.orderNumber)).toBe('FAILED')
  })

  it('wrong-id finds no order until it is repaired', async () => {
    await demo.repair()
    const order = await newOrder()
    await demo.breakWith('wrong-id')
    await expectAnswer(postPublic(successCallback(order.checkoutRequestId)), accepted)
    expect(await statusOf(order.orderNumber)).toBe('PENDING')
    const stored = await db.query(`select checkout_request_id as id from orders where order_number = 'DUKA-1042'`)
    expect(stored.rows[0].id).toBe(demo.orders.stuck.merchantRequestId)
    await demo.repair()
    await expectAnswer(postPublic(successCallback(order.checkoutRequestId)), accepted)
    expect(await statusOf(order.orderNumber)).toBe('PAID')
  })

  it('crash-without-metadata settles payments that have metadata', async () => {
    await demo.breakWith('crash-without-metadata')
    const order = await newOrder()
    await expectAnswer(postPublic(successCallback(order.checkoutRequestId)), accepted)
    expect(await statusOf(order.orderNumber)).toBe('PAID')
  })

  it('body-not-parsed answers differently when the same body comes as a form', async () => {
    await demo.breakWith('body-not-parsed')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    await expectAnswer(postPublic(probe, form), accepted)
    await expectAnswer(postPublic(probe), { status: 500 })
  })

  it('slow-answer settles the order first and answers after 12 seconds', async () => {
    await demo.breakWith('slow-answer')
    const order = await newOrder()
    slept.length = 0
    await expectAnswer(postPublic(successCallback(order.checkoutRequestId)), accepted)
    expect(slept).toEqual([12_000])
    expect(await statusOf(order.orderNumber)).toBe('PAID')
  })

  it('wrong-prefix answers at the path without /api', async () => {
    await demo.breakWith('wrong-prefix')
    await expectAnswer(send(`${demo.appUrl}/payments/mpesa/callback`, { body: probe, headers: json }), accepted)
  })

  it('waf lets browsers through', async () => {
    await demo.breakWith('waf')
    const received = demo.requests.length
    await expectAnswer(postPublic(probe), { status: 403 })
    expect(demo.requests.length).toBe(received)
    await expectAnswer(postPublic(probe, { ...json, 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }), accepted)
  })
})

describe('what the env file says', () => {
  it.each([
    ['missing-passkey', /^MPESA_PASKEY=[0-9a-f]{64}$/m],
    ['placeholder', /^MPESA_CONSUMER_SECRET=your-consumer-secret$/m],
    ['swapped-environment', /^MPESA_ENVIRONMENT=production\n(.*\n)*MPESA_SHORTCODE=174379$/m],
    ['http-url', /^MPESA_ENVIRONMENT=production\n(.*\n)*MPESA_CALLBACK_URL=http:\/\/duka-demo\.co\.ke\//m],
    ['localhost-url', /^MPESA_CALLBACK_URL=http:\/\/localhost:\d+\/api\//m],
    ['stale-ngrok', /^MPESA_CALLBACK_URL=https:\/\/[a-z-]+\.ngrok-free\.app\/api\//m],
  ])('%s', async (name, line) => {
    await demo.breakWith(name)
    expect(await env()).toMatch(line)
    await demo.repair()
    expect(await env()).not.toMatch(line)
  })

  it('http-url has neither the sandbox shortcode nor its passkey', async () => {
    await demo.breakWith('http-url')
    expect(await env()).not.toMatch(/174379|bfb279f9aa9b/)
  })

  it('database-password is refused by the server', async () => {
    await demo.breakWith('database-password')
    const url = /^DATABASE_URL=(.*)$/m.exec(await env())?.[1]
    await expect(new pg.Client(url).connect()).rejects.toMatchObject({ code: '28P01' })
  })
})
