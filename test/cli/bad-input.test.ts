import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { globalOptions } from '../../src/cli/global-options.ts'
import { longName } from '../../src/cli/option.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

/** Commands that read a project, with what makes each of them run. */
const lines = [['check-env'], ['diagnose'], ['probe', 'https://duka.co.ke/cb'], ['config'], ['list'], ['explain', '0']]

async function expectUsageError(argv: readonly string[], cwd = makeProject({ '.env': envFile() })) {
  const { exitCode, stdout, stderr } = await runCli(argv, { cwd })
  expect({ argv, exitCode, stdout }).toEqual({ argv, exitCode: 2, stdout: '' })
  expect(stderr).toMatch(/^mpesa-doctor: /)
  expect(stderr).not.toMatch(/crashed|defect|\n\s+at /)
  return stderr
}

describe('bad options', () => {
  it.each<[option: string, values: readonly string[]]>([
    ['--timeout', ['', 'soon', '0', '-1s', '1h30', 'NaN', '5 minutes']],
    ['--budget', ['', '0ms', 'x', '-8s']],
    [
      '--app-url',
      ['', 'localhost:5000', '127.0.0.1', 'ftp://x', 'http://', '/callback', 'http://[::1', 'javascript:alert(1)'],
    ],
    ['--connect-to', ['', 'a', 'a:b', 'a:1:b', 'a:x:b:1', 'a:1:b:x', 'a:1:b:99999', 'a:1:b:2:c', '[::1:1:b:2']],
    ['--dns-server', ['', 'dns.google', '1.2.3', '1.2.3.4:port', '[::1', 'https://1.1.1.1']],
    ['--environment', ['', 'prod', 'live', 'staging']],
    ['--format', ['', 'xml', 'JSONL']],
    ['--report', ['', 'junit', 'junit:', ':file', 'xml:file']],
    ['--only', ['', ',', 'nothing', 'env,nothing']],
    ['--skip', ['', ',,', 'nothing']],
    ['--dotenv', ['', 'missing.env', 'no/such/folder/.env']],
    ['--config', ['', 'missing.json']],
    ['--cacert', ['', 'missing.pem', '.env', '.']],
    ['--cwd', ['']],
  ])('%s refuses %j', async (option, values) => {
    for (const value of values) await expectUsageError(['check-env', option, value])
  })

  it('names the option and, for variables, where the value came from', async () => {
    const cwd = makeProject({ '.env': envFile() })
    expect(await expectUsageError(['check-env', '--timeout', 'soon'], cwd)).toContain('--timeout')
    const { exitCode, stdout, stderr } = await runCli(['check-env'], {
      cwd,
      variables: { MPESA_DOCTOR_TIMEOUT: 'soon' },
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('MPESA_DOCTOR_TIMEOUT')
  })

  it.each(globalOptions.filter(({ parse }) => parse !== undefined).map(({ flags }) => longName(flags)))(
    '--%s without its value is exit 2',
    async (name) => {
      await expectUsageError(['check-env', `--${name}`])
    },
  )

  it.each(commands.map(({ name }) => name))('%s knows no option that does not exist', async (name) => {
    await expectUsageError([name, '--no-such-option'])
  })

  it('a switch takes no value', async () => {
    await expectUsageError(['check-env', '--strict=maybe'])
    const { exitCode } = await runCli(['check-env'], {
      cwd: makeProject({ '.env': envFile() }),
      variables: { MPESA_DOCTOR_STRICT: 'maybe' },
    })
    expect(exitCode).toBe(2)
  })
})

describe('files that are not what they should be', () => {
  it.each(lines)('%s refuses an invalid config file', async (...line) => {
    const cwd = makeProject({ '.env': envFile(), 'mpesa-doctor.config.json': '{ "strict": true,, }' })
    expect(await expectUsageError(line, cwd)).toContain('mpesa-doctor.config.json')
  })

  it.each([
    ['mpesa-doctor.config.json', ''],
    ['mpesa-doctor.config.json', 'null'],
    ['mpesa-doctor.config.json', '"text"'],
    ['mpesa-doctor.config.yaml', 'a: [unclosed'],
    ['mpesa-doctor.config.yaml', '- a\n- b\n'],
    ['mpesa-doctor.config.yaml', 'budget: {}\n'],
    ['mpesa-doctor.config.json', '{ "cacert": "missing.pem" }'],
    ['mpesa-doctor.config.json', '{ "dotenv": ["missing.env"] }'],
    ['mpesa-doctor.config.json', '{ "orders": [] }'],
    ['mpesa-doctor.config.json', '{ "orders": { "table": 5 } }'],
    ['mpesa-doctor.config.json', '{ "testOrder": 7 }'],
    ['mpesa-doctor.config.json', '{ "variables": { "MPESA_PASSKEY": null } }'],
    ['mpesa-doctor.config.js', 'export default 5'],
    ['mpesa-doctor.config.js', 'export const nothing = 1'],
    ['package.json', '{ "mpesaDoctor": { "budgt": 5 } }'],
    ['package.json', '{ "mpesaDoctor": 5 }'],
  ])('%s with %j', async (name, content) => {
    await expectUsageError(['check-env'], makeProject({ '.env': envFile(), [name]: content }))
  })

  it('reads no package.json that is not ours, however broken', async () => {
    const cwd = makeProject({ '.env': envFile(), 'package.json': '{ "name": "duka",, }' })
    expect((await runCli(['check-env'], { cwd })).exitCode).toBe(0)
  })

  it('a CA file that is a folder, empty, binary, or no certificate', async () => {
    const cwd = makeProject({ '.env': envFile(), 'empty.pem': '', 'key.pem': '-----BEGIN PRIVATE KEY-----\n' })
    mkdirSync(join(cwd, 'folder.pem'))
    writeFileSync(join(cwd, 'binary.pem'), new Uint8Array(1_000).fill(255))
    for (const file of ['folder.pem', 'empty.pem', 'key.pem', 'binary.pem'])
      expect(await expectUsageError(['probe', 'https://duka.co.ke/cb', '--cacert', file], cwd)).toContain(file)
  })

  it('a report that cannot be written does not hide the report on stdout', async () => {
    const cwd = makeProject({ '.env': envFile() })
    const { exitCode, stdout, stderr } = await runCli(['check-env', '--json', '--report', 'json:no/out.json'], { cwd })
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ command: 'check-env' })
    expect(stderr).toContain('no/out.json')
  })

  it('an env file of any bytes is judged, never a crash', async () => {
    const contents = [
      '',
      '\0',
      '\ufeff',
      '=\n==\n',
      '"',
      "'\n'",
      '${',
      `A=${'x'.repeat(500_000)}`,
      '\r\r\r',
      '# only',
    ].map((text) => Buffer.from(text))
    for (const content of [...contents, Buffer.from([0xff, 0xfe, 0x00]), Buffer.from([0xc3, 0x28])]) {
      const { exitCode, stdout } = await runCli(['check-env', '--json'], { cwd: makeProject({ '.env': content }) })
      expect(exitCode).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ exitCode: 1, summary: { crash: 0 } })
    }
  })
})

describe('values from the env file that are not what they should be', () => {
  it.each([
    ['PORT', 'http'],
    ['PORT', '99999'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'not a url'],
    ['DATABASE_URL', 'postgresql://u:p%ZZ@127.0.0.1:1/x'],
    ['DATABASE_URL', 'postgresql://127.0.0.1:0/x'],
    ['DATABASE_URL', 'mongodb://127.0.0.1/x'],
    ['DATABASE_URL', 'postgresql://u:p@[::1'],
    ['MPESA_CALLBACK_URL', 'https://'],
    ['MPESA_CALLBACK_URL', 'https://%00'],
    ['MPESA_CALLBACK_URL', 'https://duka.co.ke/\u202e'],
    ['MPESA_CALLBACK_URL', `https://duka.co.ke/${'a'.repeat(5_000)}`],
  ])('%s=%s does not make a diagnosis crash', async (key, value) => {
    const cwd = makeProject({ '.env': envFile({ [key]: value }) })
    const { exitCode, stdout, stderr } = await runCli(['--json', '--offline'], { cwd })
    expect([0, 1, 3]).toContain(exitCode)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ exitCode, summary: { crash: 0 } })
  })
})
