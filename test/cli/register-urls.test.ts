import { describe, expect, it, onTestFinished } from 'vitest'
import { type DarajaReply, granted, isOauth, refused, startDaraja } from '../helpers/daraja-server.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { serveDaraja } from '../helpers/local-daraja.ts'
import { type CliOptions, codesIn, envFile, healthyVariables, makeProject, runCli } from '../helpers/run-cli.ts'

const urls = {
  MPESA_SHORTCODE: '600984',
  MPESA_C2B_CONFIRMATION_URL: 'https://duka.co.ke/c2b/confirm',
  MPESA_C2B_VALIDATION_URL: 'https://duka.co.ke/c2b/check',
} as const

type Env = Readonly<Record<string, string | undefined>>

async function register(words: readonly string[], env: Env = {}, options: CliOptions = {}) {
  const { url, core } = await serveDaraja()
  const cwd = makeProject({ '.env': envFile({ ...urls, ...env }) })
  const result = await runCli(['register-urls', '--json', '--daraja-url', url, ...words], { cwd, ...options })
  return { ...result, core, calls: core.view().calls.map(({ path }) => path) }
}

function registrationOf(stdout: string): unknown {
  return (JSON.parse(stdout) as ReportJson & { readonly registration: unknown }).registration
}

const registered = '/mpesa/c2b/v2/registerurl'

describe('register-urls', () => {
  it('registers what the env file says; then a customer who pays is told there', async () => {
    const { exitCode, stdout, calls, core } = await register(['--yes'])
    expect(exitCode).toBe(0)
    expect(registrationOf(stdout)).toMatchObject({
      registered: true,
      shortcode: '600984',
      version: 2,
      responseType: 'Completed',
      confirmationUrl: urls.MPESA_C2B_CONFIRMATION_URL,
    })
    expect(calls).toContain(registered)
    core.pay({ phone: '0708374149', shortcode: '600984', kind: 'paybill', amount: 5, account: 'A1' })
    await core.settled(AbortSignal.timeout(20_000))
    expect(core.view().callbacks.map(({ url }) => url)).toContain(urls.MPESA_C2B_CONFIRMATION_URL)
  })

  it('takes options before the env file, and either version of the API', async () => {
    const other = [
      '--shortcode',
      '600996',
      '--confirmation-url',
      'https://kiosk.co.ke/a',
      '--response-type',
      'Cancelled',
    ]
    const { exitCode, stdout, calls } = await register(['--yes', '--api-version', '1', ...other])
    expect(exitCode).toBe(0)
    expect(calls).toContain('/mpesa/c2b/v1/registerurl')
    expect(registrationOf(stdout)).toMatchObject({
      shortcode: '600996',
      confirmationUrl: 'https://kiosk.co.ke/a',
      responseType: 'Cancelled',
    })
  })

  it.each<[string, Env, string]>([
    ['plain http in production', { MPESA_C2B_CONFIRMATION_URL: 'http://duka.co.ke/confirm' }, 'url/not-https'],
    ['a filtered word', { MPESA_C2B_CONFIRMATION_URL: 'https://duka.co.ke/mpesa/confirm' }, 'url/forbidden-word'],
    ['a tunnel in production', { MPESA_C2B_CONFIRMATION_URL: 'https://a1.ngrok-free.app/confirm' }, 'url/test-host'],
    ['no URL at all', { MPESA_C2B_VALIDATION_URL: 'duka' }, 'url/malformed'],
    ['a ResponseType in capitals', { MPESA_C2B_RESPONSE_TYPE: 'COMPLETED' }, 'c2b/response-type'],
  ])('sends nothing for %s, whatever is allowed', async (_, env, code) => {
    const words = ['--environment', 'production', '--allow-production', '--yes']
    const { exitCode, stdout, calls } = await register(words, env)
    expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] })
    expect(codesIn(stdout)).toContain(code)
    expect(registrationOf(stdout)).toMatchObject({ registered: false })
  })

  it('points at the line of the env file', async () => {
    const { stdout } = await register(['--yes'], { MPESA_C2B_RESPONSE_TYPE: 'completed' })
    const { findings } = (JSON.parse(stdout) as ReportJson).checks.find(({ id }) => id === 'c2b-response-type') ?? {}
    expect(findings?.[0]).toMatchObject({
      location: { file: '.env' },
      fix: { code: 'MPESA_C2B_RESPONSE_TYPE=Completed' },
    })
  })

  it.each<[string, readonly string[], Env]>([
    ['nobody can be asked', [], {}],
    ['the environment is production', ['--yes', '--environment', 'production'], {}],
    ['there is no confirmation URL', ['--yes'], { MPESA_C2B_CONFIRMATION_URL: undefined }],
    ['there is no validation URL', ['--yes'], { MPESA_C2B_VALIDATION_URL: undefined }],
    ['there is no shortcode', ['--yes'], { MPESA_SHORTCODE: undefined }],
    ['there is no key', ['--yes'], { MPESA_CONSUMER_KEY: undefined }],
    ['the shortcode is none', ['--yes', '--shortcode', 'duka'], {}],
    ['the ResponseType is spelt otherwise', ['--yes', '--response-type', 'completed'], {}],
  ])('is refused where %s', async (_, words, env) => {
    const { exitCode, calls } = await register(words, env)
    expect({ exitCode, calls }).toEqual({ exitCode: 2, calls: [] })
  })

  it('asks on a terminal, and takes anything but yes for no', async () => {
    const atTerminal = (answer: string) => ({ terminal: true, answers: [answer] })
    const no = await register([], {}, atTerminal('n'))
    expect(no).toMatchObject({ exitCode: 2, calls: [] })
    expect(no.stderr).toContain(urls.MPESA_C2B_CONFIRMATION_URL)
    expect((await register([], {}, atTerminal('y'))).calls).toContain(registered)
    // What would be refused is not asked about.
    expect((await register([], { MPESA_C2B_RESPONSE_TYPE: 'x' }, atTerminal('y'))).stderr).not.toContain('Register')
  })

  it.each<[string, CliOptions, readonly string[]]>([
    ['CI', { variables: { CI: 'true' } }, []],
    ['--no-input', {}, ['--no-input']],
  ])('does not ask with %s', async (_, options, words) => {
    const result = await register(words, {}, { terminal: true, answers: ['y'], ...options })
    expect(result).toMatchObject({ exitCode: 2, calls: [] })
  })

  it.each<[string, string, DarajaReply, string]>([
    [
      'URLs of before',
      '600984',
      refused(500, '500.003.1001', 'Urls are already registered.'),
      'c2b/already-registered',
    ],
    [
      'a broker that has them',
      '600984',
      refused(500, '500.003.1001', 'Duplicate notification info, SP ID is 1, correlator is 2'),
      'c2b/already-registered',
    ],
    ['the type', '600984', refused(400, '400.002.02', 'Bad Request - Invalid ResponseType'), 'c2b/response-type'],
    [
      'a URL',
      '600984',
      refused(400, '400.003.02', 'Bad Request - Invalid ValidationURL - URL has the word MPESA'),
      'daraja/invalid-callback-url',
    ],
    [
      'the product',
      '600984',
      refused(401, '401.003.01', 'Error Occurred - No apiproduct match found'),
      'daraja/product-missing',
    ],
    ['a code that is not zero', '600984', { status: 200, body: '{"ResponseCode":"1"}' }, 'daraja/unreachable'],
  ])('says what Daraja says of %s', async (_, shortcode, reply, code) => {
    const server = await startDaraja((request) => (isOauth(request) ? granted('InventedToken01') : reply))
    onTestFinished(server.close)
    const cwd = makeProject({ '.env': envFile({ ...urls, MPESA_SHORTCODE: shortcode }) })
    const { exitCode, stdout } = await runCli(['register-urls', '--yes', '--json', '--daraja-url', server.url], { cwd })
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: [code] })
    expect(stdout).not.toContain(healthyVariables.MPESA_CONSUMER_SECRET)
  })

  it('says of the shortcode of M-PESA Express that it takes none', async () => {
    const { exitCode, stdout } = await register(['--yes'], { MPESA_SHORTCODE: '174379' })
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['daraja/unknown-shortcode'] })
  })

  it('takes an answer with a description alone for a success', async () => {
    const body = '{"ResponseDescription":"success"}'
    const server = await startDaraja((request) =>
      isOauth(request) ? granted('InventedToken01') : { status: 200, body },
    )
    onTestFinished(server.close)
    const cwd = makeProject({ '.env': envFile(urls) })
    expect((await runCli(['register-urls', '--yes', '--daraja-url', server.url], { cwd })).exitCode).toBe(0)
  })
})
