import { parse } from 'dotenv'
import { expand } from 'dotenv-expand'
import { describe, expect, it } from 'vitest'
import { dotenvExpandLoader } from '../../../src/env-file/loaders/dotenv-expand.ts'
import { dollarText, dollarVariables, oddBytes, oddText, plainFile, utf8 } from '../env-text.ts'
import {
  agree,
  type Compared,
  expectNoDisagreement,
  fuzzCount,
  generateFiles,
  outcomeOf,
  sorted,
} from './differential.ts'
import { runLimited } from './run-limited.ts'

/** Files that the real one never ends on cost their time limit each. */
const MOST_ENDLESS = 40

function readReal(bytes: Uint8Array, milliseconds: number | null): Compared['real'] {
  const work = () => expand({ parsed: parse(Buffer.from(bytes)), processEnv: { ...dollarVariables } }).parsed ?? {}
  const parsed = runLimited(work, milliseconds)
  return parsed === null ? 'rejected' : sorted(Object.entries(parsed))
}

describe('the dotenv-expand loader', () => {
  it('reads what the real packages read', { timeout: 900_000 }, () => {
    const count = fuzzCount(3000)
    const disagreements: Compared[] = []
    let endless = 0
    const compare = (bytes: Uint8Array): void => {
      const ours = outcomeOf(dotenvExpandLoader.read(bytes, { variables: dollarVariables, nodeMajor: 24 }))
      if (ours === 'rejected' && ++endless > MOST_ENDLESS) return
      const compared = { bytes, ours, real: readReal(bytes, ours === 'rejected' ? 50 : 3_000) }
      if (!agree(compared)) disagreements.push(compared)
    }
    const dollars = dollarText.map(utf8)
    for (const files of generateFiles(count, [
      dollars,
      dollars,
      dollars,
      oddText.map(utf8),
      oddBytes,
      plainFile.map(utf8),
    ]))
      files.forEach(compare)
    expectNoDisagreement(`dotenv-expand (${endless} rejected)`, count, disagreements)
    expect(endless).toBeLessThan(count / 4)
  })
})
