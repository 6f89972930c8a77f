import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBodyReader } from '../../src/adapters/http-node-body.ts'
import { createHeadReader } from '../../src/adapters/http-node-head.ts'

const maxBytes = 40

/** Reads these pieces as an exchange would, and says what was understood. */
function read(pieces: readonly Buffer[]) {
  const headReader = createHeadReader('POST')
  let body: ReturnType<typeof createBodyReader> | undefined
  for (const piece of pieces) {
    let rest: Buffer = piece
    if (body === undefined) {
      const progress = headReader.take(piece)
      if (progress.kind === 'more') continue
      if (progress.kind === 'fault') return { fault: progress.fault }
      body = createBodyReader(progress.framing, maxBytes)
      rest = progress.rest
    }
    const progress = body.take(rest)
    if (progress.kind !== 'more') return { end: progress.kind, content: body.content().toString('latin1') }
  }
  return { end: 'more', stage: headReader.stage(), content: body?.content().toString('latin1') }
}

const line = fc.oneof(
  fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.0 404',
    'HTTP/1.1 100 Continue',
    'HTTP/1.1 204 No Content',
    'Content-Length: 7',
    'Content-Length: 70',
    'Transfer-Encoding: chunked',
    'X: y',
    ' folded',
    '',
    '5;a=b',
    'hello',
    '0',
    'ffffffff',
  ),
  fc.string({ maxLength: 12 }),
)
const stream = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\r\n', '\n'))
  .map(([lines, ending]) => Buffer.from(['HTTP/1.1 200 OK', ...lines].join(ending), 'latin1'))

describe('reading a reply', () => {
  it('understands the same, wherever the packets end', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 300 }), { maxLength: 12 }), (bytes, places) => {
        const cuts = [0, ...places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b), bytes.length]
        const pieces = cuts.slice(1).map((cut, at) => bytes.subarray(cuts[at], cut))
        expect(read(pieces)).toEqual(read([bytes]))
        expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(read([bytes]))
      }),
      { numRuns: 400 },
    )
  })

  it('never keeps more of a body than its limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }),
        fc.nat({ max: 100 }),
        (pieces, length) => {
          for (const framing of [
            { kind: 'length', bytes: length },
            { kind: 'until-close' },
            { kind: 'chunked' },
          ] as const) {
            const reader = createBodyReader(framing, maxBytes)
            for (const piece of pieces) if (reader.take(Buffer.from(piece)).kind !== 'more') break
            expect(reader.content().length).toBeLessThanOrEqual(maxBytes)
          }
        },
      ),
    )
  })
})
