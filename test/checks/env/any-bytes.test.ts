import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loaderNames } from '../../../src/core/loader-name.ts'
import { oddBytes, plainFile, utf8 } from '../../env-file/env-text.ts'
import { runEnvChecks } from './run-env-checks.ts'

const numRuns = Number(process.env.MPESA_DOCTOR_FUZZ ?? 200)
const file = fc.oneof(
  oddBytes,
  plainFile.map(utf8),
  fc.tuple(oddBytes, plainFile).map(([odd, plain]) => new Uint8Array([...odd, 0x0a, ...utf8(plain)])),
)

describe('the checks of lines', () => {
  it('survive any bytes, and point into the file', { timeout: 600_000 }, async () => {
    let findings = 0
    await fc.assert(
      fc.asyncProperty(file, fc.subarray([...loaderNames], { minLength: 1 }), async (bytes, loaders) => {
        const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/).length
        const run = await runEnvChecks(bytes, { loaders, frameworks: ['Laravel'] })
        findings += run.findings.length
        for (const { excerpt, location } of run.findings) {
          expect(location?.line ?? 1).toBeGreaterThanOrEqual(1)
          expect(location?.line ?? 1).toBeLessThanOrEqual(lines)
          expect([...(excerpt?.text ?? '')].length).toBeLessThanOrEqual(73)
          expect(excerpt?.text ?? '').not.toMatch(/[\p{Cc}\u2028\u2029\u200b\ufeff]/u)
          expect(excerpt?.caret?.column ?? 1).toBeLessThanOrEqual([...(excerpt?.text ?? '')].length + 1)
        }
      }),
      { numRuns },
    )
    process.stdout.write(`${numRuns} files, ${findings} findings, no crash\n`)
  })
})
