import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { globalOptions } from '../../src/cli/global-options.ts'
import { parseCommandLine } from '../../src/cli/parse-command-line.ts'
import { readPlainLine } from '../../src/cli/plain-line.ts'

const silent = { stdout: { write: () => undefined, isTerminal: false, columns: 80 }, version: '0.0.0-test' }
const parse = (argv: readonly string[]) =>
  parseCommandLine(argv, commands, globalOptions, { ...silent, stderr: silent.stdout })

describe('readPlainLine', () => {
  it.each([
    [[]],
    [['--json']],
    [['-v', '--no-color']],
    [['check-env', '--strict']],
    [['check-env', '-C', 'shop', '--only=env,url', '--only', 'credentials', '--timeout', '8s']],
    [['check-env', '--compare', 'MPESA_PASSKEY', '--json']],
    [['diagnose', 'DUKA-1042', '--format', 'junit', '--format', 'json']],
    [['probe', 'https://duka.co.ke/cb', '--connect-to', 'duka.co.ke:443:127.0.0.1:8443']],
  ])('reads %j as the parser does', async (argv) => {
    const line = readPlainLine(argv, commands, globalOptions)
    expect(line).toBeDefined()
    expect(line).toEqual(await parse(argv))
  })

  it.each([
    [['--help']],
    [['--version']],
    [['help']],
    [['check-env', '--strcit']],
    [['check-env', '--strict=yes']],
    [['check-env', '--format', 'jsn']],
    [['check-env', '--format']],
    [['check-env', '--timeout', '-1s']],
    [['check-env', 'extra']],
    [['check-env', '-qv']],
    [['--strict', 'check-env']],
    [['--compare', 'K']],
    [['DUKA-1042']],
    [['tunnel', '5000', '--', 'npm', 'start']],
  ])('leaves %j to the parser', (argv) => {
    expect(readPlainLine(argv, commands, globalOptions)).toBeUndefined()
  })

  it('never reads a line otherwise than the parser does', async () => {
    const flags = [...globalOptions, ...commands.flatMap(({ options }) => options ?? [])].flatMap(
      (option) => option.flags.match(/--?[A-Za-z][A-Za-z-]*/g) ?? [],
    )
    const words = [...commands.map(({ name }) => name), ...flags, '8s', 'json', '5000', 'sandbox', 'env', '-', '--', '']
    const word = fc.oneof(
      fc.constantFrom(...words),
      fc.tuple(fc.constantFrom(...flags), fc.constantFrom('', '1', 'json', '8s')).map((parts) => parts.join('=')),
      fc.constantFrom('1.5', 'https://duka.co.ke/cb', 'junit:r.xml', '127.0.0.1'),
    )
    const named = fc.tuple(fc.constantFrom(...commands.map(({ name }) => name)), fc.array(word, { maxLength: 5 }))
    const line = fc.oneof(
      named.map(([name, rest]) => [name, ...rest]),
      fc.array(word, { maxLength: 4 }),
    )
    let read = 0
    await fc.assert(
      fc.asyncProperty(line, async (argv) => {
        const plain = readPlainLine(argv, commands, globalOptions)
        if (plain === undefined) return
        read++
        expect(plain).toEqual(await parse(argv))
      }),
      { numRuns: 3_000 },
    )
    expect(read).toBeGreaterThan(100)
  })
})
