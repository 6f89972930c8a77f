import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { exitCodeFor, exitCodes } from '../../src/cli/exit-codes.ts'
import { globalOptions } from '../../src/cli/global-options.ts'
import { longName } from '../../src/cli/option.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

describe('a slip on the command line', () => {
  it.each([
    [['chek-env'], 'check-env'],
    [['tunnle'], 'tunnel'],
    [['check-env', '--strcit'], '--strict'],
    [['check-env', '--only', 'evn'], 'env'],
    [['check-env', '--skip', 'url-pblic'], 'url-public'],
    [['explain', 'url/locl-address'], 'url/local-address'],
    [['list', 'credential'], 'credentials'],
    [['check-env', '--format', 'jsn'], 'json'],
    [['--environment', 'prodction', 'check-env'], 'production'],
  ])('%j is exit 2 and suggests %s', async (argv, suggestion) => {
    const { exitCode, stdout, stderr } = await runCli(argv)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(suggestion)
  })

  it.each([
    ['--timeout', 'soon'],
    ['--app-url', 'localhost:5000'],
    ['--connect-to', 'a:b:c'],
    ['--dns-server', 'dns.google'],
    ['--report', 'junit'],
    ['--cacert', 'missing.pem'],
    ['--config', 'missing.json'],
  ])('a bad value of %s is exit 2', async (option, value) => {
    const { exitCode, stderr } = await runCli(['check-env', option, value])
    expect(exitCode).toBe(2)
    expect(stderr).not.toBe('')
  })

  it.each([
    [['check-env', 'extra']],
    [['check-env', 'extra', '--strict']],
    [['explain']],
    [['diagnose', 'a', 'b']],
    [['tunnel', '5000', '--', 'npm', 'start']],
    [['-C', '/no/such/folder', 'check-env']],
  ])('a word too many or too few is exit 2: %j', async (argv) => {
    const { exitCode, stdout } = await runCli(argv)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
  })

  it('treats a word without a command as a mistake, and shows how to name an order', async () => {
    const { exitCode, stderr } = await runCli(['DUKA-1042'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('diagnose DUKA-1042')
  })
})

describe('help', () => {
  it('lists every command and every global option, with the exit codes', async () => {
    const { exitCode, stdout } = await runCli(['--help'])
    expect(exitCode).toBe(0)
    for (const { name } of commands) expect(stdout).toContain(`  ${name}`)
    for (const { flags } of globalOptions) expect(stdout).toContain(`--${longName(flags)}`)
    for (const { code } of Object.values(exitCodes)) expect(stdout).toMatch(new RegExp(`^ +${code}  `, 'm'))
  })

  it.each(commands.map(({ name }) => name))('of %s shows examples that begin with the program', async (name) => {
    const { exitCode, stdout } = await runCli([name, '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Examples:\n  mpesa-doctor')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('prints the version', async () => {
    expect(await runCli(['--version'])).toMatchObject({ exitCode: 0, stdout: '0.0.0-test\n' })
  })
})

describe('exit codes', () => {
  it('take the strongest of several', () => {
    expect(exitCodeFor([])).toBe(0)
    expect(exitCodeFor(['warnings', 'inconclusive', 'timedOut', 'conflict', 'problem', 'usage', 'internal'])).toBe(70)
    expect(exitCodeFor(['warnings', 'inconclusive', 'timedOut', 'conflict', 'problem'])).toBe(1)
    expect(exitCodeFor(['warnings', 'inconclusive', 'timedOut', 'conflict'])).toBe(5)
    expect(exitCodeFor(['warnings', 'inconclusive', 'timedOut'])).toBe(4)
    expect(exitCodeFor(['warnings', 'inconclusive'])).toBe(3)
    expect(exitCodeFor(['warnings'])).toBe(7)
  })

  it('are the same in every format', async () => {
    const cwd = makeProject({ '.env': envFile({ MPESA_SHORTCODE: '4123456' }) })
    for (const format of ['pretty', 'short', 'json', 'junit', 'github', 'sarif', 'markdown', 'tap']) {
      expect((await runCli(['check-env', '--format', format], { cwd })).exitCode).toBe(0)
      expect((await runCli(['check-env', '--strict', '--format', format], { cwd })).exitCode).toBe(7)
    }
  })
})

describe('selection', () => {
  it('runs only what is named by family, check or code, and drops other codes', async () => {
    const cwd = makeProject({ '.env': envFile({ MPESA_SHORTCODE: undefined, MPESA_PASSKEY: '' }) })
    const run = async (...argv: readonly string[]) =>
      JSON.parse((await runCli(['check-env', '--json', ...argv], { cwd })).stdout) as {
        checks: { id: string; family: string; findings: { code: string }[] }[]
      }
    expect((await run('--only', 'url')).checks.every(({ family }) => family === 'url')).toBe(true)
    expect((await run('--only', 'required-variables')).checks.map(({ id }) => id)).toEqual(['required-variables'])
    expect(
      (await run('--only', 'env/variable-empty')).checks.flatMap(({ findings }) => findings.map(({ code }) => code)),
    ).toEqual(['env/variable-empty'])
    expect((await run('--skip', 'env,url')).checks.every(({ family }) => family === 'credentials')).toBe(true)
    expect(
      (await run('--skip', 'env/variable-empty')).checks.flatMap(({ findings }) => findings.map(({ code }) => code)),
    ).not.toContain('env/variable-empty')
  })
})

describe('settings', () => {
  it('come from the option before the variable before the config file before the env file', async () => {
    const cwd = makeProject({
      '.env': `${envFile()}PORT=4000\n`,
      'mpesa-doctor.config.json': '{ "appUrl": "http://127.0.0.1:3000" }',
    })
    const bare = makeProject({ '.env': `${envFile()}PORT=4000\n` })
    const where = async (folder: string, variables: Record<string, string>, ...argv: readonly string[]) =>
      (
        JSON.parse((await runCli(['config', '--json', ...argv], { cwd: folder, variables })).stdout) as {
          appUrl: { value: string; origin: string }
        }
      ).appUrl
    const variables = { MPESA_DOCTOR_APP_URL: 'http://127.0.0.1:2000' }
    expect(await where(cwd, variables, '--app-url', 'http://127.0.0.1:1000')).toEqual({
      value: 'http://127.0.0.1:1000',
      origin: '--app-url',
    })
    expect(await where(cwd, variables)).toEqual({ value: 'http://127.0.0.1:2000', origin: 'MPESA_DOCTOR_APP_URL' })
    expect(await where(cwd, {})).toEqual({
      value: 'http://127.0.0.1:3000',
      origin: 'mpesa-doctor.config.json (appUrl)',
    })
    expect(await where(bare, {})).toEqual({ value: 'http://127.0.0.1:4000', origin: '.env:7 PORT' })
  })

  it('are found in a config file further up, in YAML and in package.json too', async () => {
    const cwd = makeProject({
      'mpesa-doctor.config.yaml': 'strict: true\nappUrl: http://127.0.0.1:3000\n',
      '.env': envFile({ MPESA_SHORTCODE: '4123456' }),
    })
    expect((await runCli(['check-env'], { cwd })).exitCode).toBe(7)
    const packaged = makeProject({
      'package.json': '{ "mpesaDoctor": { "strict": true } }',
      '.env': envFile({ MPESA_SHORTCODE: '4123456' }),
    })
    expect((await runCli(['check-env'], { cwd: packaged })).exitCode).toBe(7)
  })

  it('let a config map the names of variables', async () => {
    const cwd = makeProject({
      '.env': envFile().replace('MPESA_PASSKEY=', 'LIPA_KEY='),
      'mpesa-doctor.config.json': '{ "variables": { "MPESA_PASSKEY": "LIPA_KEY" } }',
    })
    expect((await runCli(['check-env'], { cwd })).exitCode).toBe(0)
  })

  it.each([
    ['{ "budgt": "8s" }', 'mpesa-doctor.config.json:1', 'budget'],
    ['{\n  "strict": true,\n  "budget": "soon"\n}', 'mpesa-doctor.config.json:3', 'budget'],
    ['{\n  "strict": "yes"\n}', 'mpesa-doctor.config.json:2', 'strict'],
    ['{\n  "strict": true,\n}', 'mpesa-doctor.config.json:3', 'JSON'],
    ['[1]', 'mpesa-doctor.config.json', 'object'],
    ['{ "connectTo": [5] }', 'mpesa-doctor.config.json:1', 'connectTo'],
  ])('an invalid config file is exit 2 and names key and line: %j', async (content, place, word) => {
    const { exitCode, stderr } = await runCli(['check-env'], {
      cwd: makeProject({ '.env': envFile(), 'mpesa-doctor.config.json': content }),
    })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(place)
    expect(stderr).toContain(word)
  })

  it('says what is wrong with a config file that is a program', async () => {
    for (const content of ['throw new Error("no")', 'export default {', 'export default { budgt: "8s" }']) {
      const { exitCode, stderr } = await runCli(['check-env'], {
        cwd: makeProject({
          '.env': envFile(),
          'mpesa-doctor.config.js': content,
          'package.json': '{ "type": "module" }',
        }),
      })
      expect(exitCode).toBe(2)
      expect(stderr).toContain('mpesa-doctor.config.js')
    }
  })

  it('never takes settings of this tool from the project’s env file', async () => {
    const cwd = makeProject({
      '.env': `${envFile({ MPESA_SHORTCODE: '4123456' })}MPESA_DOCTOR_STRICT=1\nNODE_OPTIONS=--inspect\n`,
    })
    expect((await runCli(['check-env'], { cwd })).exitCode).toBe(0)
    expect(process.env.NODE_OPTIONS ?? '').not.toContain('--inspect')
  })
})

describe('output', () => {
  it('writes further reports to files', async () => {
    const cwd = makeProject({ '.env': envFile() })
    expect(
      (await runCli(['check-env', '--report', 'junit:out.xml', '--report', 'json:out.json'], { cwd })).exitCode,
    ).toBe(0)
    expect(readFileSync(join(cwd, 'out.xml'), 'utf8')).toContain('<testsuites')
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toMatchObject({
      schemaVersion: 1,
      command: 'check-env',
      exitCode: 0,
    })
    expect((await runCli(['check-env', '--report', 'json:no/such/folder/out.json'], { cwd })).exitCode).toBe(2)
  })

  it('has no colour in a pipe, colour on a terminal, and obeys NO_COLOR and FORCE_COLOR', async () => {
    const cwd = makeProject({ '.env': envFile() })
    const colored = async (argv: readonly string[], variables: Record<string, string>, terminal: boolean) =>
      (await runCli(['check-env', ...argv], { cwd, variables, terminal })).stdout.includes('\x1b[')
    expect(await colored([], {}, false)).toBe(false)
    expect(await colored([], {}, true)).toBe(true)
    expect(await colored([], { TERM: 'dumb' }, true)).toBe(false)
    expect(await colored(['--color'], {}, false)).toBe(true)
    expect(await colored(['--color'], { NO_COLOR: '1' }, true)).toBe(false)
    expect(await colored([], { FORCE_COLOR: '1' }, false)).toBe(true)
    expect(await colored(['--no-color'], { FORCE_COLOR: '1' }, true)).toBe(false)
  })

  it('stays within 80 columns, but for what must be pasted', async () => {
    const cwd = makeProject({
      '.env': envFile({
        MPESA_ENVIRONMENT: 'live',
        MPESA_PASSKEY: undefined,
        MPESA_CALLBACK_URL: 'http://localhost/x',
      }),
    })
    const { stdout } = await runCli(['check-env'], { cwd })
    for (const line of stdout.split('\n'))
      if (!/mpesa-doctor |"variables"/.test(line)) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('uses plain characters where glyphs cannot be shown', async () => {
    const cwd = makeProject({ '.env': envFile() })
    expect((await runCli(['check-env', '--ascii'], { cwd })).stdout).toMatch(/^[\x20-\x7e\n]*$/)
    expect((await runCli(['check-env'], { cwd, variables: { LANG: 'C' } })).stdout).toMatch(/^[\x20-\x7e\n]*$/)
    expect((await runCli(['check-env'], { cwd })).stdout).toContain('✓')
  })

  it('says in one short line that all is well', async () => {
    expect((await runCli(['check-env', '-q'], { cwd: makeProject({ '.env': envFile() }) })).stdout).toMatch(
      /^ok: \d+ checks passed/,
    )
  })
})
