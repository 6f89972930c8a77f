import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loaderNames } from '../../../src/core/loader-name.ts'
import { runEnvChecks } from './run-env-checks.ts'

const secrets = {
  MPESA_CONSUMER_KEY: 'QwErTzUiOpAsDfGhJkLyXcVb',
  MPESA_CONSUMER_SECRET: 'MnBvCxYlKjHgFdSaPoIuZt',
  MPESA_PASSKEY: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  MPESA_INITIATOR_PASSWORD: 'TuliaKidogo99Sasa',
  DB_PASSWORD: 'HapaKuleNaSasa77',
} as const

/** A piece of a secret that is long enough to be told from chance. */
function pieces(secret: string): readonly string[] {
  return Array.from({ length: secret.length - 4 }, (_, index) => secret.slice(index, index + 5))
}
const forbidden = Object.values(secrets).flatMap(pieces)

const noise = fc.constantFrom(
  '#',
  ' # ',
  '$',
  '"',
  "'",
  '`',
  ' ',
  '\t',
  '\\n',
  '\\',
  '\u200b',
  '\u00a0',
  '“',
  '$(',
  ')',
  '${',
  '}',
  '\n',
  '\r',
  ';',
  '//',
  '&',
)
const separator = fc.constantFrom('=', ' = ', '= ', ': ', ' ')
const quote = fc.constantFrom('', '"', "'", '`')

/** A line with a secret, broken in places. */
const line = fc
  .tuple(
    fc.constantFrom('', 'export ', '  ', '; ', '// '),
    fc.constantFrom(...Object.entries(secrets)),
    separator,
    quote,
    fc.array(fc.tuple(fc.nat(), noise), { maxLength: 2 }),
    quote,
    fc.constantFrom('', ' ', ' # note', 'x'),
  )
  .map(([before, [key, secret], sign, open, holes, close, after]) => {
    let value: string = secret
    for (const [at, piece] of holes) {
      const index = at % (value.length + 1)
      value = value.slice(0, index) + piece + value.slice(index)
    }
    return `${before}${key}${sign}${open}${value}${close}${after}`
  })

describe('what is said about a file', () => {
  it('never holds a piece of a secret', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.subarray([...loaderNames], { minLength: 1 }),
        async (lines, loaders) => {
          const { findings } = await runEnvChecks(`${lines.join('\n')}\n`, { loaders, frameworks: ['Laravel'] })
          const said = JSON.stringify(findings)
          expect(forbidden.filter((piece) => said.includes(piece))).toEqual([])
        },
      ),
      { numRuns: Number(process.env.MPESA_DOCTOR_FUZZ ?? 200) },
    )
  })
})
