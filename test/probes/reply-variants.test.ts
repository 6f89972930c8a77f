import { describe, expect, it } from 'vitest'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import type { HttpExchange, HttpRequest } from '../../src/core/http-port.ts'
import type { Ports } from '../../src/core/ports.ts'
import type { Observation, Probe, ProbeContext } from '../../src/core/probe.ts'
import { observed } from '../../src/core/probe.ts'
import { createSettings, layerOf } from '../../src/core/settings.ts'
import type { CallbackPost, ProbeCallback } from '../../src/probes/callback-post.ts'
import { probeCallback } from '../../src/probes/callback-post.ts'
import { neighbourPaths, siblingAbove, unlikelySibling } from '../../src/probes/reply-paths.ts'
import { localVariants, publicVariants } from '../../src/probes/reply-variants.ts'
import { planVariants } from '../../src/probes/variant-table.ts'
import { fails, reply } from '../checks/replies/reply-builders.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { projectFacts } from '../helpers/project-facts.ts'

const page = '<!doctype html><title>Duka</title>'

describe('the plan of further requests', () => {
  it('is empty for a reply that is as it should be, or that tells its cause by itself', () => {
    for (const exchange of [
      reply(),
      reply({ status: 204, body: '' }),
      reply({ status: 419 }),
      reply({ status: 429 }),
      reply({ status: 502 }),
      reply({ status: 503 }),
      reply({ status: 504 }),
      reply({ status: 530 }),
      reply({ bodyEnd: 'timed-out' }),
      fails('closed'),
      fails('timed-out'),
    ]) {
      expect(planVariants(exchange, 'public')).toEqual([])
      expect(planVariants(exchange, 'local')).toEqual([])
    }
  })

  it.each([
    { what: 'slow', exchange: reply({ ms: 4_000 }), names: ['again'] },
    { what: 'the word OK', exchange: reply({ body: 'OK' }), names: ['sibling', 'sibling-above'] },
    { what: 'an empty 200', exchange: reply({ body: '' }), names: ['sibling', 'sibling-above'] },
    {
      what: 'an echo, in which the result code is not its own',
      exchange: reply({ body: '{"received":{"ResultCode":0}}' }),
      names: ['sibling', 'sibling-above'],
    },
    { what: 'another spelling of the result code', exchange: reply({ body: '{"result_code":"0"}' }), names: [] },
    { what: 'a page', exchange: reply({ body: page }), names: ['sibling', 'sibling-above'] },
    { what: 'a slow page', exchange: reply({ body: page, ms: 4_000 }), names: ['again', 'sibling', 'sibling-above'] },
    { what: 'a redirect', exchange: reply({ status: 301 }), names: ['sibling'] },
    { what: 'no route', exchange: reply({ status: 404 }), names: ['sibling', 'options', 'get', 'neighbour'] },
    { what: 'no POST', exchange: reply({ status: 405 }), names: ['sibling', 'options', 'get'] },
    {
      what: 'a crash',
      exchange: reply({ status: 500 }),
      names: ['sibling', 'plain-json', 'spaced-json', 'metadata', 'form'],
    },
    { what: 'a refused type', exchange: reply({ status: 415 }), names: ['plain-json', 'spaced-json', 'form'] },
    { what: 'a refusal', exchange: reply({ status: 403 }), names: ['sibling', 'plain-json'] },
  ])('follows from the reply: $what', ({ exchange, names }) => {
    expect(planVariants(exchange, 'public')).toEqual(names)
  })

  it('claims an address of Safaricom only to the local app', () => {
    for (let status = 100; status < 600; status++)
      expect(planVariants(reply({ status }), 'public')).not.toContain('as-safaricom')
    expect(planVariants(reply({ status: 401 }), 'local')).toContain('as-safaricom')
    expect(planVariants(reply({ status: 403 }), 'local')).toContain('as-safaricom')
  })
})

describe('paths', () => {
  it('close by are known', () => {
    expect(neighbourPaths('/api/v1/Pay/cb/')).toEqual([
      '/api/v1/pay/cb/',
      '/api/v1/Pay/cb',
      '/api/v1/Pay/cb.php',
      '/v1/Pay/cb',
      '/api/Pay/cb',
    ])
    expect(neighbourPaths('/pay/cb')).toEqual(['/pay/cb/', '/pay/cb.php', '/api/pay/cb'])
    expect(neighbourPaths('/pay//cb')).toEqual(['/pay/cb', '/pay//cb/', '/pay//cb.php', '/api/pay//cb'])
    expect(neighbourPaths('/')).not.toContain('/')
  })

  it('that cannot exist stay beside the callback, and at the root', () => {
    expect(unlikelySibling('/pay/cb', 'ff')).toBe('/pay/mpesa-doctor-ff')
    expect(unlikelySibling('/pay/cb/', 'ff')).toBe('/pay/mpesa-doctor-ff')
    expect(siblingAbove('/pay/cb/', 'ff')).toEqual(['/mpesa-doctor-ff'])
    expect(siblingAbove('/cb', 'ff')).toEqual([])
  })
})

const callback: ProbeCallback = {
  checkoutRequestId: 'ws_CO_DOCTOR_x',
  headers: [['Content-Type', 'application/json;charset=UTF-8']],
  body: '{"Body":{}}',
  bodyWithMetadata: '{"Body":{"CallbackMetadata":{}}}',
  form: 'a=b',
}

interface Run {
  readonly first: HttpExchange
  readonly path?: string
  readonly side?: 'public' | 'local'
  readonly answer: (request: HttpRequest) => HttpExchange
  /** Milliseconds that each request takes. */
  readonly takesMs?: number
  readonly budget?: number
  /** Without it all random digits are `f`. */
  readonly isRandom?: boolean
}

/** Sends the further requests to an app that is a function. */
async function look({
  first,
  path = '/api/v1/Pay/cb',
  side = 'public',
  answer,
  takesMs = 0,
  budget = 8_000,
  isRandom = false,
}: Run) {
  const requests: HttpRequest[] = []
  let nowMs = 0
  const fakes = fakePorts()
  const ports: Ports = {
    ...fakes,
    random: isRandom ? cryptoRandom : { hex: (digits) => 'f'.repeat(digits) },
    clock: { ...fakes.clock, now: () => new Date(0), monotonicMs: () => nowMs },
    http: {
      exchange: async (request) => {
        requests.push(request)
        nowMs += takesMs
        return answer(request)
      },
    },
  }
  const post: CallbackPost = {
    url: `https://shop.example${path}`,
    checkoutRequestId: callback.checkoutRequestId,
    endpoint: { address: '203.0.113.7', port: 443 },
    budgetMs: budget,
    exchange: first,
  }
  const context: ProbeContext = {
    ports,
    settings: createSettings([layerOf({ budget: { value: budget, origin: { kind: 'default' } } })]),
    project: projectFacts({}),
    signal: new AbortController().signal,
    observe: async <T>(probe: Probe<T>) =>
      observed(probe.id === probeCallback.id ? callback : post) as unknown as Observation<T>,
    defer: () => undefined,
  }
  const variants = await (side === 'public' ? publicVariants : localVariants).run(context)
  const value = variants.available ? variants.value : []
  return { requests, variants: value, names: value.map(({ name }) => name) }
}

const missing = reply({ status: 404, body: '{}' })
const crash = reply({ status: 500, body: 'boom' })

describe('further requests', () => {
  it('are at most seven, to the same place, and carry nothing that could pay', async () => {
    for (let status = 100; status < 600; status++) {
      const first = reply({ status, body: page, ms: 5_000 })
      for (const side of ['public', 'local'] as const) {
        const { requests } = await look({ first, side, path: '/api/v1//Pay/cb/', answer: () => first })
        expect(requests.length).toBeLessThanOrEqual(7)
        for (const request of requests) {
          expect(request.connectTo).toEqual({ address: '203.0.113.7', port: 443 })
          expect(request.body ?? `ws_CO_DOCTOR_ 1037 ${request.method}`).toMatch(/ws_CO_DOCTOR_.*1037/)
          expect(request.limitMs).toBeLessThanOrEqual(3_000)
          expect(request.url.startsWith('https://shop.example/')).toBe(true)
        }
      }
    }
  })

  it('are each about a payment of their own, as an app may refuse to see one twice', async () => {
    const { requests } = await look({ first: missing, answer: () => missing, isRandom: true })
    const ids = requests.flatMap(({ body }) => /ws_CO_DOCTOR_\w+/.exec(String(body ?? ''))?.[0] ?? [])
    expect(ids.length).toBeGreaterThan(3)
    expect(new Set([...ids, callback.checkoutRequestId]).size).toBe(ids.length + 1)
  })

  it('stop as soon as the cause is found', async () => {
    const taken = await look({
      first: crash,
      answer: ({ headers }) => (headers.some(([, value]) => value === 'application/json') ? reply() : crash),
    })
    expect(taken.names).toEqual(['sibling', 'plain-json'])
    const found = await look({
      first: missing,
      answer: ({ url }) => (url.endsWith('/api/v1/pay/cb') ? reply() : missing),
    })
    expect(found.names).toEqual(['sibling', 'options', 'get', 'neighbour'])
  })

  it('stop when nobody answers any more', async () => {
    expect((await look({ first: crash, answer: () => fails('timed-out') })).names).toEqual(['sibling'])
  })

  it('ask by GET only where neither the reply nor OPTIONS names the methods', async () => {
    const allow = { allow: 'GET, HEAD' }
    const first = reply({ status: 405, body: '' })
    expect((await look({ first, answer: () => first })).names).toEqual(['sibling', 'options', 'get'])
    const told = reply({ status: 405, headers: allow, body: '' })
    expect((await look({ first: told, answer: () => first })).names).toEqual(['sibling'])
    const answer = ({ method }: HttpRequest) =>
      method === 'OPTIONS' ? reply({ status: 200, headers: allow, body: '' }) : first
    expect((await look({ first, answer })).names).toEqual(['sibling', 'options'])
  })

  it('look one level up only where the level of the callback says nothing', async () => {
    const first = reply({ body: page })
    expect((await look({ first, answer: () => first })).names).toEqual(['sibling', 'sibling-above'])
    expect((await look({ first, answer: () => missing })).names).toEqual(['sibling'])
    expect((await look({ first, path: '/cb', answer: () => first })).names).toEqual(['sibling'])
  })

  it('are one for an answer that is no acknowledgement, where a path beside it is answered otherwise', async () => {
    expect((await look({ first: reply({ body: 'OK' }), answer: () => missing })).names).toEqual(['sibling'])
    expect((await look({ first: reply(), answer: () => missing })).names).toEqual([])
  })

  it('take no longer than a reply may, all together', async () => {
    const { names } = await look({ first: crash, answer: () => crash, takesMs: 2_900 })
    expect(names).toEqual(['sibling', 'plain-json', 'spaced-json'])
  })

  it('say what was sent where', async () => {
    const { variants } = await look({ first: missing, answer: () => missing, path: '/cb' })
    expect(variants.map(({ name, method, url }) => `${name} ${method} ${url}`)).toEqual([
      'sibling POST https://shop.example/mpesa-doctor-ffffffff',
      'options OPTIONS https://shop.example/cb',
      'get GET https://shop.example/cb',
      'neighbour POST https://shop.example/cb/',
      'neighbour POST https://shop.example/cb.php',
      'neighbour POST https://shop.example/api/cb',
    ])
  })
})
