import type { RecordedAnswer, RecordedRequest } from '../../src/inbox/event.ts'

/** A recorded request with this body. */
export const recordedRequest = (content: string): RecordedRequest => ({
  method: 'POST',
  target: '/callback?x=1',
  headers: [['Content-Type', 'application/json']],
  body: { encoding: 'utf8', content, bytes: Buffer.byteLength(content), exact: true },
  peer: '127.0.0.1',
  from: null,
})

export const acceptedAnswer: RecordedAnswer = {
  kind: 'answer',
  status: 200,
  statusText: 'OK',
  headers: [],
  body: { encoding: 'utf8', content: '', bytes: 0, exact: true },
  ms: 12,
}
