import '../helpers/property-seed.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHar } from '../../src/inbox/har.ts'
import { fromBase64, type ImportedEvents } from '../../src/inbox/import/imported-event.ts'
import { readHar } from '../../src/inbox/import/read-har.ts'
import { readHttpMessage } from '../../src/inbox/import/read-http-message.ts'
import { readNgrok } from '../../src/inbox/import/read-ngrok.ts'
import { readRecording } from '../../src/inbox/import/read-recording.ts'
import { recorded, stkBody } from '../helpers/recorded-events.ts'

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const read = (text: string) => {
  const message = readHttpMessage(Buffer.from(text, 'latin1'))
  return message && { ...message, body: Buffer.from(message.body).toString('latin1') }
}
const eventsOf = (outcome: ImportedEvents) => (outcome.kind === 'events' ? outcome.events : [])

describe('a recorded HTTP message', () => {
  it.each([
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc', 'abc', 3],
    ['POST / HTTP/1.1\nHost: a\n\nabc', 'abc', 3],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabc', 'ab', 2],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', 'abc', 9],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc', 'abc', 3],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n', 'abc', 3],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nabc', 'abc', 3],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nabc', 'ffffffff\r\nabc', 13],
    ['POST / HTTP/1.1\r\nHost: a', '', 0],
  ])('%j', (text, body, declared) => {
    expect(read(text)).toMatchObject({
      startLine: 'POST / HTTP/1.1',
      headers: [['Host', 'a'], ...others(text)],
      body,
      declared,
    })
  })

  it('keeps order, spelling and repetitions of headers, and passes over what is none', () => {
    const text = 'GET / HTTP/1.1\r\nB: 1\r\nno header\r\na:2\r\nB:  3 \r\n folded\r\nBad Name: 4\r\n\r\n'
    expect(read(text)?.headers).toEqual([
      ['B', '1'],
      ['a', '2'],
      ['B', '3 folded'],
    ])
  })

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isChunked) => {
        const head = Buffer.from(`POST / HTTP/1.1\r\n${isChunked ? 'Transfer-Encoding: chunked\r\n' : ''}\r\n`)
        readHttpMessage(bytes)
        expect(readHttpMessage(Buffer.concat([head, bytes]))?.body.length).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})

function others(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/^(Content-Length|Transfer-Encoding): (.*)\r$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
}

const entry = {
  uri: '/cb',
  id: 'airequest_1',
  remote_addr: '196.201.214.200:4312',
  start: '2026-10-06T14:20:01.123456789+03:00',
  duration: 38_400_000,
  request: { raw: base64(`POST /cb?x=1 HTTP/1.1\r\nHost: duka.ngrok.app\r\n\r\n${stkBody}`) },
  response: { raw: base64('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\xff') },
}

describe('what an ngrok agent has recorded', () => {
  it('is read with its time, sender and answer', () => {
    expect(readNgrok({ requests: [entry] })).toMatchObject({
      kind: 'events',
      strange: 0,
      events: [
        {
          receivedAt: new Date('2026-10-06T11:20:01.123Z'),
          request: {
            method: 'POST',
            target: '/cb?x=1',
            headers: [['Host', 'duka.ngrok.app']],
            body: { encoding: 'utf8', content: stkBody, exact: true },
            from: '196.201.214.200',
            importedFrom: 'ngrok:airequest_1',
          },
          answer: { kind: 'answer', status: 200, statusText: 'OK', ms: 38, body: { encoding: 'base64', bytes: 4 } },
        },
      ],
    })
  })

  it.each([
    [{ ...entry, id: 7 }],
    [{ ...entry, start: 'yesterday' }],
    [{ ...entry, start: '+99999-01-01T00:00:00Z' }],
    [{ ...entry, request: { raw: '%%%' } }],
    [{ ...entry, request: { raw: base64('\0\0') } }],
    [{ ...entry, request: null }],
    [null],
    [[]],
  ])('is counted as strange where it is odd: %#', (odd) => {
    expect(readNgrok({ requests: [odd, entry] })).toMatchObject({ strange: 1, events: [{ answer: { ms: 38 } }] })
  })

  it('may lack an answer, or the end of a body', () => {
    const raw = base64('POST / HTTP/1.1\r\nContent-Length: 900\r\n\r\nbeginning')
    const [event] = eventsOf(readNgrok({ requests: [{ ...entry, request: { raw }, response: null, duration: null }] }))
    expect(event).toMatchObject({ answer: null, request: { body: { bytes: 900, exact: false, content: 'beginning' } } })
  })
})

const digest = (text: string) => String(text.length)
const kept = {
  id: '20261006-112000-000-a1b2',
  number: 3,
  receivedAt: '2026-10-06T11:20:00.000Z',
  answer: { kind: 'no-answer', status: 503, reason: 'app-down', ms: 3 },
} as const

describe('a HAR file', () => {
  it('has everything that HAR 1.2 asks for', () => {
    const bytes = Uint8Array.from([0, 255, 254])
    const answer = {
      ...kept.answer,
      kind: 'answer',
      statusText: 'OK',
      headers: [['Location', '/x']],
      body: { encoding: 'utf8', content: 'ok', bytes: 2, exact: true },
      status: 200,
    } as const
    const har = toHar(
      [
        { ...kept, request: recorded({}) },
        { ...kept, answer, request: recorded({ body: bytes, target: '/a?b=1?2&b=%20' }) },
      ],
      '1.0.0',
    )
    const { log } = JSON.parse(JSON.stringify(har)) as {
      log: { version: string; creator: object; entries: Record<string, Record<string, unknown>>[] }
    }
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'mpesa-doctor', version: '1.0.0' } })
    for (const item of log.entries) {
      expect(Object.keys(item)).toEqual(
        expect.arrayContaining(['startedDateTime', 'time', 'request', 'response', 'cache', 'timings']),
      )
      expect(Object.keys(item.request ?? {})).toEqual(
        expect.arrayContaining([
          'method',
          'url',
          'httpVersion',
          'cookies',
          'headers',
          'queryString',
          'headersSize',
          'bodySize',
        ]),
      )
      expect(Object.keys(item.response ?? {})).toEqual(
        expect.arrayContaining([
          'status',
          'statusText',
          'httpVersion',
          'cookies',
          'headers',
          'content',
          'redirectURL',
          'headersSize',
          'bodySize',
        ]),
      )
      expect(item.response?.content).toMatchObject({ size: expect.any(Number), mimeType: expect.any(String) })
      expect(item.timings).toMatchObject({
        send: expect.any(Number),
        wait: expect.any(Number),
        receive: expect.any(Number),
      })
      expect(URL.canParse(String(item.request?.url))).toBe(true)
    }
    expect(log.entries[1]?.request).toMatchObject({
      queryString: [
        { name: 'b', value: '1?2' },
        { name: 'b', value: ' ' },
      ],
      postData: { mimeType: 'application/json', text: 'AP/+', _encoding: 'base64' },
    })
  })

  it('of ours comes back as it was', () => {
    const events = [
      recorded({}),
      recorded({ body: Uint8Array.from([0, 255]) }),
      recorded({ method: 'GET', body: '' }),
    ].map((request) => ({ ...kept, request }))
    const back = eventsOf(readRecording(JSON.stringify(toHar(events, '1')), digest))
    expect(back.map(({ answer }) => answer)).toEqual(events.map(({ answer }) => answer))
    expect(back.map(({ request }) => request)).toEqual(
      events.map(({ request }) => ({ ...request, peer: '', importedFrom: `inbox:${kept.id}` })),
    )
  })

  it('of a browser is read, its pseudo headers left out', () => {
    const har = {
      log: {
        creator: { name: 'Browser' },
        entries: [
          {
            startedDateTime: '2026-10-06T11:20:00Z',
            time: 12.4,
            request: {
              method: 'POST',
              url: 'https://duka.co.ke?x=1#top',
              headers: [{ name: ':authority', value: 'duka.co.ke' }, { name: 'A', value: 'b\r\nc' }, { name: 1 }],
              postData: { text: 'a=1' },
            },
            response: { status: 0 },
          },
          { startedDateTime: '2026-10-06T11:20:00Z', request: { method: 'GET', url: 'ftp://x/' } },
          { startedDateTime: '2026-10-06T11:20:00Z', request: { method: 'GE T', url: 'http://x/' } },
        ],
      },
    }
    expect(readHar(har, digest)).toMatchObject({
      strange: 2,
      events: [
        {
          request: {
            target: '/?x=1',
            headers: [
              ['Host', 'duka.co.ke'],
              ['A', 'b c'],
            ],
            body: { content: 'a=1', exact: true },
          },
          answer: null,
        },
      ],
    })
  })
})

describe('a recording', () => {
  it('is also what this program prints line by line', () => {
    const event = { ...kept, request: recorded({}) }
    const text = `\uFEFF${JSON.stringify(event)}\n{"torn":\n${JSON.stringify({ ...event, id: 'b', answer: null })}\n`
    expect(readRecording(text, digest)).toMatchObject({
      strange: 1,
      events: [
        { request: { ...event.request, importedFrom: `inbox:${kept.id}` }, answer: kept.answer },
        { answer: null },
      ],
    })
  })

  it.each([['hello'], ['{}'], ['{"log":{}}'], ['{"requests":{}}'], ['[1]'], ['null']])('is not %s', (text) => {
    expect(readRecording(text, digest).kind).toBe('unknown')
  })

  it('may hold anything', () => {
    const anything = fc.anything({
      maxDepth: 4,
      key: fc.constantFrom(
        'log',
        'entries',
        'request',
        'requests',
        'raw',
        'url',
        'method',
        'headers',
        'postData',
        'body',
        'id',
      ),
    })
    fc.assert(
      fc.property(anything, (value) => {
        for (const text of [
          JSON.stringify(value) ?? '',
          JSON.stringify({ requests: [value] }),
          JSON.stringify({ log: { entries: [value] } }),
        ])
          expect(['events', 'unknown']).toContain(readRecording(text, digest).kind)
      }),
      { numRuns: 300 },
    )
  })

  it('holds Base64 that may be none', () => {
    expect(fromBase64('?')).toBeUndefined()
  })
})
