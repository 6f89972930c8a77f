import { processEnv } from '@next/env'
import { describe, expect, it } from 'vitest'
import { nextLoader } from '../../../src/env-file/loaders/next.ts'
import { dollarText, dollarVariables, oddBytes, oddText, plainFile, text, utf8 } from '../env-text.ts'
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

/** Files with a reference to itself take the real one long: it calls itself until its stack is full. */
const MOST_ENDLESS = 40

const silent = { info: () => {}, error: () => {} }

/** The process environment becomes this one; the package knows no other. */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(variables, name)) delete process.env[name]
  Object.assign(process.env, variables)
}

function readReal(bytes: Uint8Array, milliseconds: number | null): Compared['real'] {
  const file = { path: '.env', contents: text(bytes), env: {} }
  runLimited(() => processEnv([file], undefined, silent, true), milliseconds)
  setEnvironment(dollarVariables)
  return sorted(Object.entries(file.env))
}

describe('the next loader', () => {
  it('reads what the real package reads', { timeout: 900_000 }, () => {
    const count = fuzzCount(1500)
    const disagreements: Compared[] = []
    let lost = 0
    const compare = (bytes: Uint8Array): void => {
      // What `process.env.constructor` is depends on the thread: not that of other objects in the main one.
      if (text(bytes).includes('constructor')) return
      const ours = outcomeOf(nextLoader.read(bytes, { variables: dollarVariables, nodeMajor: 24 }))
      const isLost = ours.length === 0 && /\$|SET/.test(text(bytes))
      if (isLost && ++lost > MOST_ENDLESS) return
      const compared = { bytes, ours, real: readReal(bytes, isLost ? 50 : 3_000) }
      if (!agree(compared)) disagreements.push(compared)
    }
    const before = { ...process.env }
    setEnvironment(dollarVariables)
    try {
      const dollars = dollarText.map(utf8)
      for (const files of generateFiles(count, [dollars, dollars, oddText.map(utf8), oddBytes, plainFile.map(utf8)]))
        files.forEach(compare)
    } finally {
      setEnvironment(before)
    }
    expectNoDisagreement(`@next/env (nothing read from ${lost})`, count, disagreements)
    expect(lost).toBeLessThan(count / 2)
  })
})
