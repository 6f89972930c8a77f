import { describe, expect, it } from 'vitest'
import { suggestLoaders } from '../../src/cli/suggest-loaders.ts'
import { loaderNames } from '../../src/core/loader-name.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

async function complaint(...argv: readonly string[]): Promise<string> {
  const { exitCode, stderr } = await runCli(argv, { cwd: makeProject({ '.env': envFile() }) })
  expect(exitCode).toBe(2)
  return stderr
}

describe('a name that is no loader', () => {
  it.each([
    ['laravel', ['phpdotenv']],
    ['Laravel', ['phpdotenv']],
    ['flask', ['python-dotenv']],
    ['django', ['django-environ', 'python-decouple']],
    ['express', ['dotenv']],
    ['exprss', ['dotenv']],
    ['decouple', ['python-decouple']],
    ['environ', ['django-environ']],
    ['env-file', ['node', 'docker']],
    ['--env-file', ['node', 'docker']],
    ['bash', ['sh']],
    ['dotenv-expan', ['dotenv-expand']],
    ['phpdotnev', ['phpdotenv']],
    ['nxt', ['next']],
    ['qqqqqqqq', []],
  ])('%s suggests %j', (typed, expected) => expect(suggestLoaders(typed)).toEqual(expected))

  it('suggests those of Python for a slip in that word', () => {
    expect(suggestLoaders('pyton')).toContain('python-dotenv')
  })

  it('suggests only what exists', () => {
    const names: readonly string[] = loaderNames
    for (const typed of ['laravel', 'python', 'nodejs', 'shell', 'vite', 'compose', 'symfony'])
      for (const name of suggestLoaders(typed)) expect(names).toContain(name)
  })

  it('is answered with all names', async () => {
    expect(await complaint('check-env', '--loader', 'laravel')).toMatch(/did you mean `phpdotenv`\? One of: dotenv, /)
    expect(await complaint('check-env', '--loader', 'qqqqqqqq')).toMatch(/no loader; one of: dotenv, .*detected, all/s)
  })

  it('that is empty is told what to give', async () => {
    const text = await complaint('check-env', '--loader', '')
    expect(text).toContain('loaders')
    expect(text).not.toContain('families')
    expect(await complaint('check-env', '--only', '')).toContain('families')
  })
})

describe('an option with few values', () => {
  it('lists them in the middle of a sentence', async () => {
    expect(await complaint('check-env', '--format', 'qqqqqqqq')).toMatch(/[^?] one of: pretty, short/)
    expect(await complaint('check-env', '--format', 'prety')).toMatch(/did you mean `pretty`\? One of: pretty/)
  })
})
