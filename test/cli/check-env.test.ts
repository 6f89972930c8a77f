import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codesIn, envFile, healthyVariables, makeProject, runCli } from '../helpers/run-cli.ts'

async function checkEnv(content: string | Uint8Array, ...more: readonly string[]) {
  const cwd = makeProject({ '.env': content })
  const result = await runCli(['check-env', '--json', ...more], { cwd })
  return { ...result, codes: result.stdout === '' ? [] : codesIn(result.stdout) }
}

describe('check-env on a healthy file', () => {
  it.each([
    ['as most write it', envFile()],
    ['with Windows line ends', envFile().replaceAll('\n', '\r\n')],
    ['without a newline at the end', envFile().trimEnd()],
    ['with quotes and export', envFile().replaceAll(/^(\w+)=(.*)$/gm, 'export $1="$2"')],
    ['with comments', `# M-Pesa\n\n${envFile()}\n# the end`],
    [
      'in production with its own shortcode',
      envFile({ MPESA_ENVIRONMENT: 'production', MPESA_SHORTCODE: '4123456', MPESA_PASSKEY: '9f'.repeat(32) }),
    ],
    ['without an environment', envFile({ MPESA_ENVIRONMENT: undefined })],
    ['with MPESA_ENV', envFile({ MPESA_ENVIRONMENT: undefined, MPESA_ENV: 'sandbox' })],
    [
      'with a tunnel in the sandbox',
      envFile({ MPESA_CALLBACK_URL: 'https://wise-lion.ngrok-free.dev/api/mpesa/callback' }),
    ],
    [
      'with a till',
      envFile({
        MPESA_ENVIRONMENT: 'production',
        MPESA_TRANSACTION_TYPE: 'CustomerBuyGoodsOnline',
        MPESA_SHORTCODE: '7123456',
        MPESA_TILL_NUMBER: '5123456',
        MPESA_PASSKEY: '9f'.repeat(32),
      }),
    ],
  ])('%s', async (_, content) => {
    const { exitCode, codes } = await checkEnv(content, '--strict')
    expect(codes).toEqual([])
    expect(exitCode).toBe(0)
  })
})

describe('check-env finds', () => {
  const key = healthyVariables.MPESA_CONSUMER_KEY
  it.each<[code: string, overrides: Readonly<Record<string, string | undefined>>]>([
    ['env/variable-missing', { MPESA_PASSKEY: undefined }],
    ['env/variable-empty', { MPESA_CONSUMER_KEY: '' }],
    ['env/placeholder', { MPESA_CONSUMER_SECRET: 'your-consumer-secret' }],
    ['env/placeholder', { MPESA_CONSUMER_KEY: '<your key>' }],
    ['credentials/shape', { MPESA_SHORTCODE: '12' }],
    ['credentials/shape', { MPESA_CONSUMER_KEY: `${key.slice(0, 5)} ${key.slice(5)}` }],
    ['credentials/shape', { MPESA_PASSKEY: healthyVariables.MPESA_PASSKEY.slice(1) }],
    ['credentials/swapped', { MPESA_CONSUMER_SECRET: key }],
    ['credentials/environment-unknown', { MPESA_ENVIRONMENT: 'Sandbox' }],
    ['credentials/production-in-sandbox', { MPESA_SHORTCODE: '4123456' }],
    ['url/malformed', { MPESA_CALLBACK_URL: 'duka.co.ke/callback' }],
    ['url/stray-characters', { MPESA_CALLBACK_URL: 'https://duka.co.ke/api pay/callback' }],
    ['url/not-https', { MPESA_CALLBACK_URL: 'http://duka.co.ke/callback' }],
    ['url/local-address', { MPESA_CALLBACK_URL: 'https://localhost:5000/callback' }],
    ['url/private-address', { MPESA_CALLBACK_URL: 'https://192.168.1.10/callback' }],
    ['url/example-host', { MPESA_CALLBACK_URL: 'https://example.com/callback' }],
    ['url/bare-ip', { MPESA_CALLBACK_URL: 'https://41.90.1.2/callback' }],
    ['url/unusual-port', { MPESA_CALLBACK_URL: 'https://duka.co.ke:8443/callback' }],
    ['url/userinfo', { MPESA_CALLBACK_URL: 'https://me:pass@duka.co.ke/callback' }],
    ['url/fragment', { MPESA_CALLBACK_URL: '"https://duka.co.ke/callback#paid"' }],
    ['url/uppercase-host', { MPESA_CALLBACK_URL: 'https://Duka.co.ke/callback' }],
    ['url/forbidden-word', { MPESA_C2B_CONFIRMATION_URL: 'https://duka.co.ke/mpesa/confirm' }],
    ['url/odd-path', { MPESA_CALLBACK_URL: 'https://duka.co.ke/api//callback' }],
  ])('%s: %j', async (code, overrides) => {
    const { codes, exitCode, stdout } = await checkEnv(envFile(overrides))
    expect(codes).toContain(code)
    const errors = (JSON.parse(stdout) as { summary: { fail: number } }).summary.fail
    expect(exitCode).toBe(errors > 0 ? 1 : 0)
  })

  it.each([
    ['url/test-host', { MPESA_CALLBACK_URL: 'https://wise-lion.ngrok-free.dev/callback' }],
    ['url/not-https', { MPESA_CALLBACK_URL: 'http://duka.co.ke/callback' }],
    ['credentials/sandbox-in-production', { MPESA_SHORTCODE: '174379' }],
  ])('%s as an error in production', async (code, overrides) => {
    const content = envFile({
      MPESA_SHORTCODE: '4123456',
      MPESA_PASSKEY: '9f'.repeat(32),
      MPESA_ENVIRONMENT: 'production',
      ...overrides,
    })
    const { codes, exitCode } = await checkEnv(content)
    expect(codes).toEqual([code])
    expect(exitCode).toBe(1)
  })

  it('a till in the place of the shortcode', async () => {
    const { codes } = await checkEnv(
      envFile({ MPESA_TRANSACTION_TYPE: 'CustomerBuyGoodsOnline', MPESA_TILL_NUMBER: '174379' }),
    )
    expect(codes).toContain('credentials/till-as-shortcode')
  })

  it('a variable that stands there twice, with the line that wins', async () => {
    const { codes, stdout } = await checkEnv(`${envFile()}MPESA_SHORTCODE=600000\n`)
    expect(codes).toEqual(['env/duplicate-key'])
    expect(stdout).toContain('"line": 7')
  })

  it.each([
    ['MPESA_PASKEY', 'MPESA_PASSKEY'],
    ['DARAJA_CONSUMER_KEY', 'MPESA_CONSUMER_KEY'],
    ['MPESA_CALLBCK_URL', 'MPESA_CALLBACK_URL'],
  ])('the near miss %s for %s', async (wrong, right) => {
    const { stdout } = await checkEnv(envFile().replace(`${right}=`, `${wrong}=`))
    const report = JSON.parse(stdout) as { checks: { id: string; findings: { evidence: unknown }[] }[] }
    const finding = report.checks.find(({ id }) => id === 'required-variables')?.findings[0]
    expect(finding?.evidence).toEqual({ variable: right, nearMiss: wrong })
  })

  it('the place of a stray character, under the byte itself', async () => {
    const { stdout } = await checkEnv(envFile({ MPESA_CALLBACK_URL: 'https://duka.co.ke/a​b' }))
    const column = 'MPESA_CALLBACK_URL='.length + 'https://duka.co.ke/a'.length + 1
    expect(stdout).toContain(`"column": ${column}`)
    expect(stdout).toContain('MPESA_CALLBACK_URL=https://duka.co.ke/ab')
  })

  it('UTF-16, and does not complain about every variable besides', async () => {
    const { stdout } = await checkEnv(Buffer.from(`\ufeff${envFile()}`, 'utf16le'))
    expect(
      (JSON.parse(stdout) as { verdict: { causes: { code: string }[] } }).verdict.causes.map(({ code }) => code),
    ).toEqual(['env/not-utf8'])
  })
})

describe('check-env on bad input', () => {
  it('names a missing file once', async () => {
    const { exitCode, stdout } = await runCli(['check-env', '--json'], { cwd: makeProject({}) })
    expect(exitCode).toBe(1)
    expect(
      (JSON.parse(stdout) as { verdict: { causes: { code: string }[] } }).verdict.causes.map(({ code }) => code),
    ).toEqual(['env/file-missing'])
  })

  it('takes the variables of the process where there is no file', async () => {
    const { exitCode, stdout } = await runCli(['check-env', '--json'], {
      cwd: makeProject({}),
      variables: healthyVariables,
    })
    expect(codesIn(stdout)).toEqual([])
    expect(exitCode).toBe(0)
  })

  it('refuses a file that was named and does not exist', async () => {
    const { exitCode, stdout, stderr } = await runCli(['check-env', '--dotenv', 'nope.env'], { cwd: makeProject({}) })
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('nope.env')
  })

  it('lets the later of two files win', async () => {
    const cwd = makeProject({ 'a.env': envFile({ MPESA_SHORTCODE: 'x' }), 'b.env': 'MPESA_SHORTCODE=174379\n' })
    expect((await runCli(['check-env', '--dotenv', 'a.env', '--dotenv', 'b.env'], { cwd })).exitCode).toBe(0)
    expect((await runCli(['check-env', '--dotenv', 'b.env', '--dotenv', 'a.env'], { cwd })).exitCode).toBe(1)
  })

  it('says so when the env file is a folder', async () => {
    const cwd = makeProject({})
    mkdirSync(join(cwd, '.env'))
    const { exitCode, stdout } = await runCli(['check-env', '--json'], { cwd })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('"not-a-file"')
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says so when the env file may not be read',
    async () => {
      const cwd = makeProject({ '.env': envFile() })
      chmodSync(join(cwd, '.env'), 0)
      expect((await runCli(['check-env', '--json'], { cwd })).stdout).toContain('"EACCES"')
    },
  )

  it('refuses a file of more than a megabyte instead of reading it', async () => {
    expect((await checkEnv(new Uint8Array(2_000_000).fill(65))).stdout).toContain('"too-large"')
  })
})

describe('check-env keeps secrets', () => {
  it('prints no secret in any format, not even when it is wrong', async () => {
    const wrong = { MPESA_CONSUMER_SECRET: healthyVariables.MPESA_CONSUMER_KEY, MPESA_PASSKEY: 'not a "passkey' }
    const cwd = makeProject({ '.env': envFile(wrong) })
    for (const format of ['pretty', 'short', 'json', 'junit', 'github', 'sarif', 'markdown', 'tap']) {
      const { stdout, stderr } = await runCli(['check-env', '-v', '--format', format], { cwd })
      expect(stdout.length).toBeGreaterThan(0)
      for (const value of Object.values(wrong)) expect(stdout + stderr).not.toContain(value)
    }
  })

  it('shows secrets on a terminal only, and only when asked', async () => {
    const cwd = makeProject({ '.env': `${envFile()}DATABASE_URL=postgres://shop:hunter2-hunter2@127.0.0.1/shop\n` })
    const shown = async (terminal: boolean, ...argv: readonly string[]) =>
      (await runCli(['config', ...argv], { cwd, terminal })).stdout.includes('hunter2-hunter2')
    expect(await shown(true)).toBe(false)
    expect(await shown(false, '--show-secrets')).toBe(false)
    expect(await shown(true, '--show-secrets')).toBe(true)
  })
})
