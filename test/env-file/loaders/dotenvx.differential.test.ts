import childProcess from 'node:child_process'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dotenvxLoader } from '../../../src/env-file/loaders/dotenvx.ts'
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

type Parse = (text: string, options: object) => { readonly parsed: Readonly<Record<string, string>> }

/** Files that the real one never ends on cost their time limit each. */
const MOST_ENDLESS = 40

let printed = ''
let commands = 0

/** The parser inside the real package, which runs no command: the program that it would run only prints what it is told. */
function loadParser(): Parse {
  const { execSync } = childProcess
  childProcess.execSync = (() => {
    commands++
    return Buffer.from(printed)
  }) as unknown as typeof execSync
  try {
    const owner = createRequire(import.meta.url).resolve('@dotenvx/dotenvx')
    return createRequire(owner)('@dotenvx/primitives').parseSync
  } finally {
    childProcess.execSync = execSync
  }
}

const commandText = fc
  .array(
    fc.oneof(
      dollarText,
      fc
        .array(fc.constantFrom('$(', '$(', '(', ')', ')', '"', "'", '\\', '`', 'x', '$A', ' ', '$B'), { maxLength: 10 })
        .map((parts) => `A=1\nB=${parts.join('')}\nK=$B`),
      fc.constantFrom('A=encrypted:abc$A', 'K="encrypted:\\$A"', "K='it\\'s'", 'K="a\\tb"', 'SET=x', 'SHELL_A=$(x)'),
    ),
    { maxLength: 3 },
  )
  .map((lines) => utf8(lines.join('\n')))

/** As when the file says what encoding it is in; the package reads the file itself. */
const wideText = dollarText.map((file) => new Uint8Array(Buffer.from(`\ufeff${file}`, 'utf16le')))

describe('the dotenvx loader', () => {
  const parse = loadParser()
  const variables = { ...dollarVariables, CMD: '$(x)' }

  function readReal(bytes: Uint8Array, milliseconds: number | null): Compared['real'] {
    const file = bytes[0] === 0xff && bytes[1] === 0xfe ? Buffer.from(bytes).toString('utf16le') : text(bytes)
    const result = runLimited(() => parse(file, { processEnv: { ...variables }, fk: [] }), milliseconds)
    return result === null ? 'rejected' : sorted(Object.entries(result.parsed))
  }

  it('is compared with a package that runs nothing', () => {
    printed = 'told'
    commands = 0
    expect(readReal(utf8('K=$(true)'), 1000)).toEqual([['K', 'told']])
    expect(commands).toBe(1)
  })

  it('reads what the real package reads', { timeout: 900_000 }, () => {
    const count = fuzzCount(3000)
    const disagreements: Compared[] = []
    let [endless, open, cautious] = [0, 0, 0]
    const compare = (bytes: Uint8Array): void => {
      const reading = dotenvxLoader.read(bytes, { variables, nodeMajor: 24 })
      const ours = outcomeOf(reading)
      if (ours === 'rejected' && ++endless > MOST_ENDLESS) return
      // Without a limit one file that only the real one never ends on would hang the run instead of failing it.
      const isOpenFile = reading.kind === 'read' && [...reading.variables.values()].some(({ kind }) => kind !== 'value')
      const limit = ours === 'rejected' || isOpenFile ? 100 : 3_000
      printed = 'one'
      let real = readReal(bytes, limit)
      // What depends on a command is another when the command prints something else.
      printed = 'another'
      const other = typeof real === 'string' ? real : readReal(bytes, limit)
      // A reference to itself behind a command: the real one never ends, and ours has said that it cannot tell.
      if (isOpenFile && (real === 'rejected' || other === 'rejected')) return
      if (reading.kind === 'read' && typeof real !== 'string' && typeof other !== 'string') {
        real = real.map(([key, value], at) => {
          const depends = value !== other[at]?.[1]
          const isOpen = reading.variables.get(key)?.kind === 'not-evaluated'
          if (isOpen) open++
          if (isOpen && !depends) cautious++
          return [key, isOpen ? 'not-evaluated' : depends ? 'a command' : value]
        })
      }
      const compared = { bytes, ours, real }
      if (!agree(compared)) disagreements.push(compared)
    }
    const dollars = dollarText.map(utf8)
    const others = [oddText.map(utf8), oddBytes, plainFile.map(utf8), wideText]
    for (const files of generateFiles(count, [dollars, dollars, commandText, ...others])) files.forEach(compare)
    const notes = `${endless} rejected, ${open} values not evaluated, ${cautious} of them out of caution`
    expectNoDisagreement(`dotenvx (${notes})`, count, disagreements)
    expect(endless).toBeLessThan(count / 4)
    expect(cautious).toBeLessThanOrEqual(open / 4)
  })
})
