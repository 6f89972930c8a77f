import { describe, expect, it } from 'vitest'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

interface VerdictOnly {
  readonly exitCode: number
  readonly verdict: { readonly title: string; readonly rootCause: string | null }
}

async function verdictOf(argv: readonly string[], cwd = makeProject({ '.env': envFile() })): Promise<VerdictOnly> {
  return JSON.parse((await runCli([...argv, '--json'], { cwd })).stdout) as VerdictOnly
}

const allWell = ['The callback URL takes a callback', 'No fault found', 'The env file is in order']

describe('a run that looked at little', () => {
  it.each([
    ['offline', ['probe', 'https://duka.co.ke/cb', '--offline'], 3],
    ['out of time', ['probe', 'https://duka.co.ke/cb', '--timeout', '1ms', '--offline'], 4],
    ['a selection', ['probe', 'https://duka.co.ke/cb', '--only', 'url'], 0],
    ['a selection', ['check-env', '--skip', 'url'], 0],
    ['nothing at all', ['--only', 'handler'], 3],
  ])('%s: %j does not say that all is well', async (_, argv, exitCode) => {
    const { verdict, exitCode: code } = await verdictOf(argv)
    expect(verdict.rootCause).toBeNull()
    expect(allWell).not.toContain(verdict.title)
    // What ends first is a matter of milliseconds: too early is 4, and nothing looked at is 3.
    expect(exitCode === 4 ? [3, 4] : [exitCode]).toContain(code)
  })

  it('says that all is well when it looked at everything', async () => {
    expect((await verdictOf(['check-env'])).verdict.title).toBe('The env file is in order')
  })

  it('shows what each check would need where nothing could be checked', async () => {
    const { stdout } = await runCli(['--only', 'handler'], { cwd: makeProject({ '.env': envFile() }) })
    expect(stdout).toContain('(needs: ')
    expect(stdout).not.toMatch(/Next: *$/m)
  })
})

describe('--json', () => {
  it('is an option like --format json, stronger than a format from a variable or the config', async () => {
    const cwd = makeProject({ '.env': envFile(), 'mpesa-doctor.config.json': '{ "format": "short" }' })
    const variables = { MPESA_DOCTOR_FORMAT: 'tap' }
    expect((await runCli(['check-env', '--json'], { cwd, variables })).stdout).toMatch(/^\{/)
    expect((await runCli(['check-env'], { cwd, variables })).stdout).toMatch(/^TAP/)
    expect((await runCli(['check-env'], { cwd, variables: { MPESA_DOCTOR_JSON: '1' } })).stdout).toMatch(/^\{/)
    expect((await runCli(['check-env'], { cwd })).stdout).toMatch(/^ok:/)
  })
})

describe('complaints about the command line', () => {
  it.each([
    [['--app-url', 'ftp://user:s3cr3tpw@host', 'check-env']],
    [['--database-urll=postgres://u:s3cr3tpw@h/d', 'check-env']],
    [['postgres://u:s3cr3tpw@h/d']],
    [['probe', 'https://u:s3cr3tpw@127.0.0.1:1/x', '--offline']],
    [['config', '--database-url', 'host=127.0.0.1 password=s3cr3tpw']],
  ])('repeat no password: %j', async (argv) => {
    const { stdout, stderr } = await runCli(argv, { cwd: makeProject({}) })
    expect(stdout + stderr).not.toContain('s3cr3tpw')
    expect(stdout + stderr).not.toBe('')
  })
})

describe('a config file', () => {
  it.each([
    ['{ "orders": { "tabel": "x" } }', 'table'],
    ['{ "variables": { "MPESA_PASSKY": "X" } }', 'MPESA_PASSKEY'],
    ['{ "variables": { "MPESA_PASSKEY": 5 } }', 'MPESA_PASSKEY'],
    ['{ "dotenv": [] }', 'dotenv'],
  ])('with a slip inside is exit 2: %j', async (content, word) => {
    const { exitCode, stderr } = await runCli(['check-env'], {
      cwd: makeProject({ '.env': envFile(), 'mpesa-doctor.config.json': content }),
    })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(word)
  })

  it('that throws does not get its message printed: it may hold what it has read', async () => {
    const cwd = makeProject({
      'mpesa-doctor.config.js': 'throw new TypeError("do-not-print-me")',
      'package.json': '{ "type": "module" }',
    })
    const { exitCode, stderr } = await runCli(['check-env'], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('TypeError')
    expect(stderr).not.toContain('do-not-print-me')
  })
})
