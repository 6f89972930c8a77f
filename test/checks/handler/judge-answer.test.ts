import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../src/callbacks/delivery.ts'
import { judgeAnswer } from '../../../src/checks/handler/judge-answer.ts'
import { describeDelivery } from '../../../src/cli/describe-delivery.ts'
import { unicodeGlyphs } from '../../../src/reporters/glyphs.ts'
import { plainPaint } from '../../../src/reporters/paint.ts'

function failedDelivery(phase: string, code: string, detail: string): Delivery {
  return {
    checkoutRequestId: 'ws_CO_1',
    scenario: { name: 'success', resultCode: 0, outcome: 'success' },
    request: { url: 'http://127.0.0.1:1/cb', headers: [], body: '{}' },
    payment: null,
    sources: {},
    attempt: 1,
    together: 1,
    outcome: { kind: 'failed', failure: { phase, code, detail }, durationMs: 2 },
    effect: null,
  } as unknown as Delivery
}

const output = {
  data: () => undefined,
  document: () => undefined,
  talk: () => undefined,
  paint: plainPaint,
  talkPaint: plainPaint,
  glyphs: unicodeGlyphs,
  width: 80,
  quiet: false,
  verbose: false,
  stderrIsTerminal: false,
}

describe('a callback that could not be delivered', () => {
  it.each([
    ['connect', 'refused', 'app/not-listening'],
    ['reply', 'invalid-reply', 'edge/connection-closed'],
  ])('%s: has brackets only where something is in them', (phase, code, expected) => {
    const bare = failedDelivery(phase, code, '')
    const detailed = failedDelivery(phase, code, 'ECONNREFUSED 127.0.0.1:1')
    expect(judgeAnswer(bare).map((finding) => finding.code)).toEqual([expected])
    for (const text of [judgeAnswer(bare)[0]?.message, describeDelivery(bare, output)]) {
      expect(text).toContain(code)
      expect(text).not.toContain('()')
    }
    for (const text of [judgeAnswer(detailed)[0]?.message, describeDelivery(detailed, output)])
      expect(text).toContain(`${code} (ECONNREFUSED 127.0.0.1:1)`)
  })
})
