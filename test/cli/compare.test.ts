import { execFileSync } from 'node:child_process'
import { mkdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { envFile, healthyVariables, makeProject, runCli } from '../helpers/run-cli.ts'

interface Row {
  readonly loader: string
  readonly outcome: string
  readonly value?: string
  readonly digest?: string
  readonly files: readonly string[]
}

async function compare(cwd: string, ...argv: readonly string[]): Promise<readonly Row[]> {
  const { stdout } = await runCli(['check-env', '--json', ...argv], { cwd })
  return (JSON.parse(stdout) as { readings: readonly Row[] }).readings
}

const nextProject = (files: Readonly<Record<string, string>>): string =>
  makeProject({ 'package.json': '{ "dependencies": { "next": "16.0.0" } }', ...files })

const localNumber = '4123456'

describe('--compare with several files', () => {
  const files = { '.env': envFile(), '.env.local': `MPESA_SHORTCODE=${localNumber}\n` }

  it('reads for each loader only the files that it opens', async () => {
    const rows = await compare(nextProject(files), '--compare', 'MPESA_SHORTCODE')
    const local = rows.filter(({ value }) => value === localNumber)
    expect(local.map(({ loader }) => loader)).toEqual(['dotenv-expand', 'next', 'bun'])
    expect(local.every((row) => row.files.join() === '.env,.env.local')).toBe(true)
    const others = rows.filter((row) => !local.includes(row))
    expect(others.map(({ value }) => value)).toEqual(Array(9).fill('174379'))
    expect(others.every((row) => row.files.join() === '.env')).toBe(true)
  })

  it('lets the local file win for Next and the file of the mode for Vite', async () => {
    const cwd = nextProject({ ...files, '.env.development': 'MPESA_SHORTCODE=5123456\n' })
    const rows = await compare(cwd, '--compare', 'MPESA_SHORTCODE')
    expect(rows.find(({ loader }) => loader === 'next')?.value).toBe(localNumber)
    expect(rows.find(({ loader }) => loader === 'dotenv-expand')?.value).toBe('5123456')
  })

  it('asks every loader about the files that the user named', async () => {
    const named = ['--dotenv', '.env', '--dotenv', '.env.local']
    const rows = await compare(nextProject(files), '--compare', 'MPESA_SHORTCODE', ...named)
    expect(new Set(rows.map(({ value }) => value))).toEqual(new Set([localNumber]))
  })

  it.each([['pretty'], ['short'], ['markdown']])('says who reads which file: %s', async (format) => {
    const argv = ['check-env', '--compare', 'MPESA_SHORTCODE', '--format', format]
    const { stdout } = await runCli(argv, { cwd: nextProject(files) })
    expect(stdout).toContain('.env, .env.local')
    expect(stdout).not.toContain('All of them read the same')
  })

  it('says nothing of files where there is one', async () => {
    const cwd = makeProject({ '.env': envFile() })
    const { stdout } = await runCli(['check-env', '--compare', 'MPESA_SHORTCODE'], { cwd })
    expect(stdout).toContain('All of them read the same')
    expect(stdout).not.toContain('read the same files')
  })
})

describe('--compare in every format', () => {
  const cwd = (): string => makeProject({ '.env': envFile({ MPESA_SHORTCODE: '174379 # sandbox' }) })
  const run = (...argv: readonly string[]) =>
    runCli(['check-env', '--compare', 'MPESA_SHORTCODE', ...argv], { cwd: cwd() })

  it.each([[['-q']], [['--format', 'short']]])('%j has one line for each group', async (argv) => {
    const { stdout, stderr } = await run(...argv)
    const lines = stdout.split('\n').filter((line) => line.startsWith('MPESA_SHORTCODE  '))
    expect(lines.length).toBeGreaterThan(1)
    expect(lines[0]).toMatch(/^MPESA_SHORTCODE {2}dotenv, .*: "174379"$/)
    expect(lines.slice(1).join('\n')).toMatch(/^MPESA_SHORTCODE {2}.*docker.*: "174379 # sandbox"$/m)
    expect(stderr).toBe('')
  })

  it('markdown has a table', async () => {
    const { stdout } = await run('--format', 'markdown')
    expect(stdout).toContain('| Loader | MPESA\\_SHORTCODE | Read from | In use |')
    expect(stdout.match(/^\| (?:dotenv|sh|docker) \| "174379/gm)).toHaveLength(3)
  })

  it.each([['tap'], ['junit'], ['github'], ['sarif']])('%s says once where it is to be had', async (format) => {
    const { stderr } = await run('--format', format)
    expect(stderr.match(/--compare/g)).toHaveLength(1)
    expect(stderr).toContain('`markdown`')
    expect((await runCli(['check-env', '--format', format], { cwd: cwd() })).stderr).toBe('')
  })

  it.each([['short'], ['markdown']])('shows no secret: %s', async (format) => {
    const argv = ['check-env', '--compare', 'MPESA_CONSUMER_KEY', '--format', format]
    const { stdout } = await runCli(argv, { cwd: makeProject({ '.env': envFile() }) })
    expect(stdout).toContain('32 characters')
    expect(stdout).not.toContain(healthyVariables.MPESA_CONSUMER_KEY)
  })
})

describe('--compare of a name', () => {
  const renamed = (): string =>
    makeProject({
      '.env': `${envFile({ MPESA_PASSKEY: undefined })}PAY_PK=${healthyVariables.MPESA_PASSKEY}\n`,
      'mpesa-doctor.config.json': '{ "variables": { "MPESA_PASSKEY": "PAY_PK" } }',
    })

  it.each([['MPESA_PASSKEY'], ['PAY_PK']])('%s finds it under the app’s own name', async (name) => {
    const rows = await compare(renamed(), '--compare', name)
    expect(rows.every(({ outcome, digest }) => outcome === 'value' && digest !== undefined)).toBe(true)
  })

  it('shows no key that was pasted into the callback URL, quoted or not', async () => {
    const key = healthyVariables.MPESA_CONSUMER_KEY
    for (const value of [key, `"${key}"`, `${key} # mine`]) {
      const cwd = makeProject({ '.env': envFile({ MPESA_CONSUMER_KEY: undefined, MPESA_CALLBACK_URL: value }) })
      const { stdout } = await runCli(['check-env', '--compare', 'MPESA_CALLBACK_URL', '--json'], { cwd })
      expect(stdout).not.toContain(key)
    }
  })
})

describe('--compare without a file to read', () => {
  const message = async (cwd: string): Promise<string> => {
    const { exitCode, stderr } = await runCli(['check-env', '--compare', 'MPESA_PASSKEY'], { cwd })
    expect(exitCode).toBe(2)
    return stderr
  }

  it('says that there is none', async () => {
    expect(await message(makeProject({}))).toContain('There is no env file')
  })

  it('says why it cannot be read', async () => {
    const folder = makeProject({})
    mkdirSync(join(folder, '.env'))
    const large = makeProject({ '.env': '' })
    truncateSync(join(large, '.env'), 100_000_000)
    expect(await message(folder)).toContain('folder')
    expect(await message(large)).toContain('100000000 bytes')
  })

  it.skipIf(process.platform === 'win32')('waits for no pipe', async () => {
    const cwd = makeProject({})
    execFileSync('mkfifo', [join(cwd, '.env')])
    expect(await message(cwd)).toContain('no regular file')
  })
})
