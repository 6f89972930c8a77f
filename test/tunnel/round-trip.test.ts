import { describe, expect, it } from 'vitest'
import type { HttpExchange, HttpReply, HttpRequest } from '../../src/core/http-port.ts'
import type { TunnelErrorCode } from '../../src/tunnel/errors.ts'
import { createEcho, tryRoundTrip } from '../../src/tunnel/round-trip.ts'

let count = 0
const random = { hex: (digits: number) => String(++count).padStart(digits, '0') }
const timings = { connectMs: 1, tlsMs: 1, firstByteMs: 1, totalMs: 38.4 }
const reply = (status: number, body: string, headers: HttpReply['headers'] = []) =>
  ({
    kind: 'reply',
    status,
    statusText: '',
    headers,
    body,
    bodyBytes: body.length,
    bodyEnd: 'complete',
    timings,
  }) as const
const failure = (
  code: 'refused' | 'timed-out' | 'not-found',
  phase: 'connect' | 'resolve' | 'reply',
  systemCode: string,
) => ({ kind: 'failure', phase, code, systemCode, detail: '', timings }) as const

describe('a round trip', () => {
  const trip = (server: (request: HttpRequest, echo: ReturnType<typeof createEcho>) => HttpExchange) => {
    const echo = createEcho(random)
    const http = { exchange: async (request: HttpRequest) => server(request, echo) }
    return tryRoundTrip(http, { origin: 'https://a.example', echo, limitMs: 1, signal: new AbortController().signal })
  }
  const pathOf = ({ url }: HttpRequest) => new URL(url).pathname

  it('is proven if the request was seen at the other end and its answer came back', async () => {
    expect(await trip((request, echo) => reply(200, echo.reply(pathOf(request)) ?? ''))).toEqual({
      kind: 'proven',
      ms: 38,
    })
  })

  it.each<[string, Parameters<typeof trip>[0], string, TunnelErrorCode?]>([
    ['an answer that nobody behind the tunnel gave', (_, echo) => reply(200, echo.answer), '200', 'leads-elsewhere'],
    [
      'a request that arrived and was answered by somebody else',
      (request, echo) => {
        echo.reply(pathOf(request))
        return reply(200, 'a page')
      },
      '200',
      'leads-elsewhere',
    ],
    ['a gateway with nobody behind it yet', () => reply(530, 'error code: 1033'), '530'],
    [
      'an offline tunnel',
      () => reply(404, '', [['ngrok-error-code', 'ERR_NGROK_3200']]),
      'ERR_NGROK_3200',
      'tunnel/offline',
    ],
    ['a used-up plan', () => reply(200, 'limit reached ERR_NGROK_727'), 'ERR_NGROK_727', 'tunnel/limit'],
    ['a name that is not known yet', () => failure('not-found', 'resolve', 'ENOTFOUND'), 'resolved'],
    ['a closed port', () => failure('refused', 'connect', 'ECONNREFUSED'), 'ECONNREFUSED'],
    ['silence', () => failure('timed-out', 'reply', ''), 'in time'],
  ])('is not proven by %s', async (_, server, word, code) => {
    const result = await trip(server)
    expect(result).toMatchObject({ kind: 'failed', why: expect.stringContaining(word) })
    expect(result.kind === 'failed' ? result.error?.code : undefined).toBe(code)
  })

  it('has a question of its own each time', () => {
    const [one, other] = [createEcho(random), createEcho(random)]
    expect(one.reply(other.path)).toBeNull()
    expect(one.reply(`${one.path}?x`)).toBeNull()
    expect(one.reply(one.path)).toBe(one.answer)
    expect([one.seen, other.seen]).toEqual([1, 0])
  })
})
