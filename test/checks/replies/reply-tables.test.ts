import { describe, expect, it } from 'vitest'
import { appCodes } from '../../../src/checks/app/app-codes.ts'
import { handlerFaults, routeFaults } from '../../../src/checks/app/app-parts.ts'
import { appSignatures } from '../../../src/checks/replies/app-signatures.ts'
import { edgeSignatures } from '../../../src/checks/replies/edge-signatures.ts'
import { replyExplanations } from '../../../src/checks/replies/explanations.ts'
import { replyCodes } from '../../../src/checks/replies/reply-codes.ts'
import { tunnelSignatures } from '../../../src/checks/replies/tunnel-signatures.ts'

describe('the tables', () => {
  it('name only codes that exist', () => {
    for (const { code } of [...tunnelSignatures, ...edgeSignatures, ...appSignatures])
      expect(Object.keys(replyCodes)).toContain(code)
  })

  it('give every signature at least one mark', () => {
    for (const { status, headers, body, by } of [...tunnelSignatures, ...edgeSignatures, ...appSignatures])
      expect(
        [status, headers, body].some((mark) => mark !== undefined),
        by,
      ).toBe(true)
  })

  it('are quick with long hostile texts', () => {
    const text = `${'<p>ip '.repeat(3_000)}${'reading '.repeat(3_000)}${'a.b '.repeat(3_000)}`
    const startedAt = performance.now()
    for (const { body } of [...tunnelSignatures, ...edgeSignatures, ...appSignatures]) body?.test(text)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })

  it('share out the codes of the app without rest', () => {
    const shared = [...routeFaults, ...handlerFaults, 'app/not-listening', 'app/slow-ack']
    expect([...shared].sort()).toEqual(Object.keys(appCodes).sort())
  })

  it('explain nothing by itself', () => {
    for (const { cause, explains } of replyExplanations) expect(explains).not.toContain(cause)
  })
})
