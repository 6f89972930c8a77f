import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bunLoader } from '../../src/env-file/loaders/bun.ts'
import { oddBytes, oddText, plainFile, utf8 } from '../env-file/env-text.ts'
import {
  agree,
  type Compared,
  expectNoDisagreement,
  fuzzCount,
  generateFiles,
  type Outcome,
  outcomeOf,
  sorted,
} from '../env-file/loaders/differential.ts'
import { findProgram, suiteName } from './find-program.ts'

const bun = findProgram('bun', 'MPESA_DOCTOR_BUN')

/** The whole environment of every Bun that is started. */
const variables = { P: 'from the process', EMPTY: '' }

/** Denser than text as people write it: many assignments, references in every state of disrepair. */
const pieces = [
  ...[
    'K',
    'A',
    'B',
    'Z',
    'P',
    'export',
    'export ',
    '__proto__',
    '=',
    '=',
    '=',
    '=',
    '=',
    ':',
    ': ',
    'v',
    'é',
    '😀',
    '\0',
  ],
  ...[
    '"',
    "'",
    '`',
    '"',
    "'",
    '`',
    '\\',
    '\\n',
    '\\r',
    '\\"',
    '\\$',
    '\\}',
    '#',
    ' # note',
    '=======',
    '[a]',
    '-',
    '.',
  ],
  ...[
    '$A',
    '$K',
    '$P',
    '$',
    `$\{A}`,
    `$\{`,
    '}',
    '}',
    `$\{NOPE:-`,
    `$\{EMPTY:-`,
    `$\{P}`,
    `$\{A:-x}`,
    `$\{Z}`,
    ':-',
    `$\{A-x}`,
  ],
  ...[' ', '\t', '\n', '\n', '\n', '\r\n', '\r', '\f', '\v', '\u00a0', '\u0085', '\ufeff'],
  ...['\nK=', '\nA=', '\nP=x\n', `K=$\{B`, '\nB=', '\nZ=1\n', '\nA="', "\nB='$"],
]
const dense = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => utf8(parts.join('')))

/** Nearly every one of these is an assignment, and its value is quoted more often than not. */
const inside = fc
  .array(
    fc.constantFrom(
      ...['a', '\\', '\\', '\n', '\r\n', '\r', '\\n', '\\r', '"', "'", '`', '#', ' ', '=', '}', '}', '$', ':-', 'é'],
      ...['$A', '$B', `$\{A}`, `$\{A:-`, `$\{NOPE:-`, `$\{NOPE:-`, `$\{`, `$\{P`, '\\$', '\\}', '$1', 'A=', 'B:'],
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))
const quote = fc.constantFrom('"', "'", '`', '')
const assignment = fc
  .tuple(
    fc.constantFrom('', '', '', ' ', 'export ', 'export\n', '\t'),
    fc.constantFrom('A', 'B', 'K', 'P', 'EMPTY'),
    fc.constantFrom('=', '=', '=', ' = ', ': ', '\n=\n', ' =', ':\t'),
    quote.chain((mark) => inside.map((text) => mark + text + mark)),
    fc.constantFrom('\n', '\n', '\r\n', ' # note\n', ' x\n', '\r', '', ' '),
  )
  .map((parts) => parts.join(''))
const assignments = fc.array(assignment, { maxLength: 6 }).map((parts) => utf8(parts.join('')))

const generators = [
  assignments,
  assignments,
  assignments,
  dense,
  dense,
  oddText.map(utf8),
  oddBytes,
  plainFile.map(utf8),
]

/** Loads each folder's file in a process of its own and prints what it has then. */
const driver = `
const [printer, folders, from, to] = process.argv.slice(2)
for (let index = Number(from); index < Number(to); index++) {
  const env = ${JSON.stringify(variables)}
  const { stdout, exitCode } = Bun.spawnSync([process.execPath, printer], { cwd: folders + '/' + index, env })
  console.log(exitCode === 0 ? stdout.toString() : 'null')
}
`
const printer = 'process.stdout.write(JSON.stringify(Object.entries(process.env)))'

async function readWithBun(program: string, files: readonly Uint8Array[]): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bun-env-'))
  try {
    writeFileSync(join(folder, 'driver.mjs'), driver)
    writeFileSync(join(folder, 'printer.mjs'), printer)
    for (const [index, bytes] of files.entries()) {
      mkdirSync(join(folder, String(index)))
      writeFileSync(join(folder, String(index), '.env'), bytes)
    }
    const drive = async (from: number, to: number): Promise<readonly Outcome[]> => {
      const argv = [join(folder, 'driver.mjs'), join(folder, 'printer.mjs'), folder, String(from), String(to)]
      const options = { env: variables, cwd: folder, maxBuffer: 1 << 28 }
      const { stdout } = await promisify(execFile)(program, argv, options)
      const lines = stdout.split('\n').slice(0, to - from)
      return lines.map((line) => {
        const entries = JSON.parse(line) as [string, string][] | null
        return entries === null ? 'rejected' : sorted(entries)
      })
    }
    const half = files.length >> 1
    return (await Promise.all([drive(0, half), drive(half, files.length)])).flat()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What the app has at last: what the process had, and what the file added. */
function compare(bytes: Uint8Array, real: Outcome): Compared {
  const reading = outcomeOf(bunLoader.read(bytes, { variables, nodeMajor: 22 }))
  const ours = reading === 'rejected' ? reading : sorted(new Map([...Object.entries(variables), ...reading]))
  return { bytes, real, ours }
}

describe.skipIf(bun === null)(suiteName('the bun loader', bun, 'bun', 'MPESA_DOCTOR_BUN'), () => {
  const program = bun ?? 'bun'

  it('reads what Bun reads', { timeout: 900_000 }, async () => {
    const count = fuzzCount(400)
    const disagreements: Compared[] = []
    for (const files of generateFiles(count, generators)) {
      const outcomes = await readWithBun(program, files)
      const compared = files.map((bytes, index) => compare(bytes, outcomes[index] ?? 'rejected'))
      disagreements.push(...compared.filter((found) => !agree(found)))
    }
    expectNoDisagreement('Bun', count, disagreements)
  })

  it('expands defaults inside defaults as deep as Bun does', { timeout: 60_000 }, async () => {
    const files = [199, 200, 201, 202, 250].map((depth) => utf8(`K=${'${X:-'.repeat(depth)}$P${'}'.repeat(depth)}\n`))
    const outcomes = await readWithBun(program, files)
    expect(
      files.map((bytes, index) => compare(bytes, outcomes[index] ?? 'rejected')).filter((one) => !agree(one)),
    ).toEqual([])
  })
})
