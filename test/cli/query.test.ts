import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority, type TestAuthority } from '../helpers/authority.ts'
import {
  type DarajaAnswering,
  type DarajaCertificate,
  type DarajaReply,
  type DarajaServer,
  firewallPage,
  granted,
  isOauth,
  refused,
  spikeArrest,
  startDaraja,
  told,
} from '../helpers/daraja-server.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { fakeClock } from '../helpers/fake-ports.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { codesIn, envFile, healthyVariables, makeProject, runCli } from '../helpers/run-cli.ts'

const schema = join(import.meta.dirname, '..', '..', 'schema', 'report.schema.json')
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, formats: { 'date-time': true } })
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))
const id = 'ws_CO_061020261419539712345678'
const masked = 'ws_CO_061020261419539712***678'
const token = 'InventedTokenOfATest00000001'
const paid = told('0', 'The service request is processed successfully.')

let authority: TestAuthority
let certificate: DarajaCertificate

beforeAll(async () => {
  authority = await createTestAuthority()
  const issued = await issue({ names: ['sandbox.safaricom.co.ke', 'api.safaricom.co.ke'], issuer: authority.root })
  certificate = { key: issued.key, cert: issued.chain }
})

interface QueryReport extends ReportJson {
  readonly query: Readonly<Record<string, unknown>>
}

function answering(query: DarajaReply | 'silence'): DarajaAnswering {
  return (request) => (isOauth(request) ? granted(token) : query)
}

async function serve(answer: DarajaAnswering, withCertificate?: DarajaCertificate): Promise<DarajaServer> {
  const server = await startDaraja(answer, withCertificate)
  onTestFinished(server.close)
  return server
}

async function query(answer: DarajaAnswering, ...argv: readonly string[]) {
  const server = await serve(answer)
  const cwd = makeProject({ '.env': envFile() })
  const { exitCode, stdout, stderr } = await runCli(['query', id, '--json', '--daraja-url', server.url, ...argv], {
    cwd,
  })
  return { exitCode, stdout, stderr, server, document: JSON.parse(stdout) as QueryReport }
}

/** What must never be printed. */
const secrets = [
  token,
  healthyVariables.MPESA_CONSUMER_KEY,
  healthyVariables.MPESA_CONSUMER_SECRET,
  healthyVariables.MPESA_PASSKEY,
  '712345678',
]

describe('query', () => {
  it.each<[string, DarajaReply, number, object]>([
    ['paid', paid, 0, { state: 'paid', resultCode: '0' }],
    ['failed', told(1032, 'Request Cancelled by user.'), 0, { state: 'failed', resultCode: '1032' }],
    ['failed in a new way', told('E3008', 'Something new'), 0, { state: 'failed', resultCode: 'E3008' }],
    ['open', told('4999', 'The transaction is still under processing'), 0, { state: 'pending', resultCode: '4999' }],
    ['open, older', refused(500, '500.001.1001', 'The transaction is being processed'), 0, { state: 'pending' }],
    ['unknown', refused(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID'), 1, { state: 'unknown' }],
  ])('tells a payment that is %s', async (_, reply, expected, state) => {
    const { exitCode, document, stderr } = await query(answering(reply))
    expect({ exitCode, stderr }).toEqual({ exitCode: expected, stderr: '' })
    expect(document.exitCode).toBe(expected)
    expect(document.query).toMatchObject({
      ...state,
      checkoutRequestId: masked,
      host: '127.0.0.1',
      environment: 'sandbox',
      shortcode: '174379',
      order: null,
      withoutOrder: expect.stringContaining('a database'),
    })
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each<[string, DarajaAnswering, string, number]>([
    ['keys', () => ({ status: 400 }), 'daraja/bad-credentials', 1],
    ['no Basic', () => refused(400, '400.008.01', 'Invalid Authentication passed'), 'daraja/bad-credentials', 1],
    [
      'product',
      answering(refused(401, '401.003.01', 'Error Occurred - No apiproduct match found')),
      'daraja/product-missing',
      1,
    ],
    ['token', answering(refused(404, '404.001.03', 'Invalid Access Token')), 'daraja/token-rejected', 1],
    [
      'token, repeated',
      answering(refused(401, '401.002.01', `Error Occurred - Invalid Access Token - ${token}`)),
      'daraja/token-rejected',
      1,
    ],
    ['passkey', answering(refused(500, '500.001.1001', 'Wrong credentials')), 'daraja/wrong-passkey', 1],
    ['password', answering(refused(400, '400.002.02', 'Bad Request - Invalid Password')), 'daraja/wrong-passkey', 1],
    ['shortcode', answering(refused(500, '500.001.1001', 'Merchant does not exist')), 'daraja/unknown-shortcode', 1],
    [
      'its field',
      answering(refused(400, '400.002.02', 'Bad Request - Invalid BusinessShortCode')),
      'daraja/unknown-shortcode',
      1,
    ],
    ['rate', answering(spikeArrest), 'daraja/rate-limited', 3],
    [
      'rate of the documents',
      answering(refused(500, '500.003.02', 'Error Occurred: Spike Arrest Violation')),
      'daraja/rate-limited',
      3,
    ],
    ['firewall', answering(firewallPage), 'daraja/firewall', 3],
    ['firewall at the login', () => firewallPage, 'daraja/firewall', 3],
    ['outage', answering({ status: 500, body: 'Service is currently unreachable' }), 'daraja/unreachable', 1],
    ['nameless failure', answering(refused(500, '500.001.1001', 'Internal Server Error')), 'daraja/unreachable', 1],
    ['a portal', () => ({ status: 200, body: '<html><title>Log in</title></html>' }), 'daraja/unreachable', 1],
    ['no ResultCode', answering({ status: 200, body: '{"ResponseCode":"0"}' }), 'daraja/unreachable', 1],
  ])('says why Daraja gives no answer: %s', async (_, answer, code, expected) => {
    const { exitCode, stdout, document } = await query(answer)
    expect(codesIn(stdout)).toEqual([code])
    expect(exitCode).toBe(expected)
    expect(document.query).toMatchObject({ checkoutRequestId: masked, state: null, resultCode: null })
    for (const value of secrets) expect(stdout).not.toContain(value)
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  })

  it('gives a silent server no longer than --budget', async () => {
    const { exitCode, stdout, document } = await query(() => 'silence', '--budget', '100ms')
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['daraja/unreachable'] })
    const [finding] = document.checks.flatMap(({ findings }) => findings)
    expect(finding?.evidence).toMatchObject({ phase: 'reply', reason: 'timed-out' })
  })

  it('ends with --timeout', async () => {
    const { exitCode } = await query(() => 'silence', '--timeout', '100ms')
    expect(exitCode).toBe(4)
  })

  it('says that nothing listens, and which proxy it did not use', async () => {
    const url = `http://10.255.255.1:${await freePort()}`
    const cwd = makeProject({ '.env': envFile() })
    const variables = { HTTP_PROXY: 'http://user:InventedPassword@proxy.duka:3128' }
    const connect = `10.255.255.1::127.0.0.1:${await freePort()}`
    const refusedHere = await runCli(['query', id, '--json', '--daraja-url', url, '--connect-to', connect], {
      cwd,
      variables,
    })
    expect(codesIn(refusedHere.stdout)).toEqual(['daraja/unreachable'])
    expect(refusedHere.exitCode).toBe(1)
    expect(refusedHere.stdout).not.toContain('InventedPassword')
  })

  it.each([
    [30_000, undefined],
    [-90_000, 'warning'],
    [400_000, 'error'],
  ])('compares the clocks: %i ms', async (skewMs, severity) => {
    const { document } = await query((request) => {
      const headers = { date: new Date(Date.now() - skewMs).toUTCString() }
      return isOauth(request) ? { ...granted(token), headers } : { ...paid, headers }
    })
    const clock = document.checks.find(({ id: name }) => name === 'daraja-clock-agrees')
    expect(clock?.findings[0]).toEqual(
      severity === undefined ? undefined : expect.objectContaining({ code: 'daraja/clock-skew', severity }),
    )
  })

  it('shows people the state, the code with its meaning, and what comes next', async () => {
    const server = await serve(answering(told(1032, 'Request Cancelled by user.')))
    const cwd = makeProject({ '.env': envFile() })
    const { exitCode, stdout, stderr } = await runCli(['query', id, '--daraja-url', server.url], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^${masked.replaceAll('*', '\\*')}\n`))
    for (const text of ['failed', '1032: Request Cancelled by user.', 'next']) expect(stdout).toContain(text)
    for (const value of secrets) expect(stdout).not.toContain(value)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('says it on one line with --quiet', async () => {
    const server = await serve(answering(paid))
    const cwd = makeProject({ '.env': envFile() })
    const { exitCode, stdout } = await runCli(['query', id, '-q', '--daraja-url', server.url], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${masked}  paid  ResultCode 0\n` })
  })

  it('shows people what is wrong and the state above it', async () => {
    const server = await serve(answering(refused(500, '500.001.1001', 'The transaction does not Exist')))
    const cwd = makeProject({ '.env': envFile() })
    const { exitCode, stdout } = await runCli(['query', id, '--daraja-url', server.url], { cwd })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('Root cause: Daraja does not know')
    expect(stdout.indexOf('Daraja says')).toBeLessThan(stdout.indexOf('Root cause'))
  })

  it.each([
    ['DUKA-1042', 'status'],
    [masked, 'masked'],
    ['f1e2-4b95-a71d-b30d3cdbb7a7942864', 'MerchantRequestID'],
    ['ws_CO_', 'ws_CO_'],
    ['', 'ws_CO_'],
  ])('takes no %j for an id', async (word, hint) => {
    const { exitCode, stdout, stderr } = await runCli(['query', word], { cwd: makeProject({ '.env': envFile() }) })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(hint)
  })

  it('does not ask without what it takes to ask', async () => {
    const cwd = makeProject({ '.env': envFile({ MPESA_PASSKEY: undefined, MPESA_CONSUMER_KEY: '' }) })
    const { exitCode, stderr } = await runCli(['query', id], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('MPESA_PASSKEY')
    expect(stderr).toContain('MPESA_CONSUMER_KEY')
    expect(stderr).not.toContain('MPESA_SHORTCODE')
  })

  it('reads the variables by the names that the app has for them', async () => {
    const server = await serve(answering(paid))
    const cwd = makeProject({
      '.env': envFile({ MPESA_PASSKEY: undefined, LNM_KEY: 'invented-passkey-of-a-test' }),
      'mpesa-doctor.config.json': '{"variables":{"MPESA_PASSKEY":"LNM_KEY"}}',
    })
    expect((await runCli(['query', id, '--daraja-url', server.url], { cwd })).exitCode).toBe(0)
    const { Password } = JSON.parse(server.requests[1]?.body ?? '') as { Password: string }
    expect(Buffer.from(Password, 'base64').toString()).toContain('invented-passkey-of-a-test')
  })
})

describe('query at Safaricom’s own hosts', () => {
  async function run(server: DarajaServer, environment: string, ...argv: readonly string[]) {
    const cwd = makeProject({ '.env': envFile({ MPESA_ENVIRONMENT: environment }), 'ca.pem': authority.trust })
    const connect = ['sandbox', 'api'].flatMap((name) => [
      '--connect-to',
      `${name}.safaricom.co.ke:443:127.0.0.1:${server.port}`,
    ])
    return runCli(['query', id, '--json', '--cacert', 'ca.pem', ...connect, ...argv], { cwd })
  }

  it.each([
    ['sandbox', 'sandbox.safaricom.co.ke'],
    ['production', 'api.safaricom.co.ke'],
  ])('asks that of the environment %s', async (environment, host) => {
    const server = await serve(answering(paid), certificate)
    const { exitCode, stdout } = await run(server, environment)
    expect(exitCode).toBe(0)
    expect(server.requests.map((request) => request.host)).toEqual([host, host])
    expect((JSON.parse(stdout) as QueryReport).query).toMatchObject({ host, environment, state: 'paid' })
  })

  it.each([
    ['sandbox', 'api.safaricom.co.ke', 'production'],
    ['production', 'sandbox.safaricom.co.ke', 'sandbox'],
  ])('finds keys of the other environment than %s', async (environment, accepting, meant) => {
    const server = await serve(
      (request) => (request.host === accepting ? granted(token) : { status: 400 }),
      certificate,
    )
    const { exitCode, stdout } = await run(server, environment)
    expect(exitCode).toBe(1)
    expect(codesIn(stdout)).toEqual(['daraja/environment-swapped'])
    const [finding] = (JSON.parse(stdout) as QueryReport).checks.flatMap(({ findings }) => findings)
    expect(finding?.evidence).toMatchObject({ acceptedBy: accepting, environmentOfKeys: meant })
    expect(server.requests).toHaveLength(2)
  })

  it('says so if both refuse the keys', async () => {
    const server = await serve(() => ({ status: 400 }), certificate)
    const { stdout } = await run(server, 'sandbox')
    expect(codesIn(stdout)).toEqual(['daraja/bad-credentials'])
    expect(server.requests.map(({ host }) => host)).toEqual(['sandbox.safaricom.co.ke', 'api.safaricom.co.ke'])
  })

  it('sends keys to nobody whose certificate does not verify', async () => {
    const server = await serve(answering(paid), certificate)
    const cwd = makeProject({ '.env': envFile() })
    const connect = `::127.0.0.1:${server.port}`
    const { exitCode, stdout } = await runCli(['query', id, '--json', '--connect-to', connect], { cwd })
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['daraja/unreachable'] })
    expect(server.requests).toEqual([])
  })

  it('asks nobody with --offline, and says that nothing is known', async () => {
    const cwd = makeProject({ '.env': envFile() })
    const { exitCode, stdout } = await runCli(['query', id, '--json', '--offline'], { cwd })
    expect(exitCode).toBe(3)
    expect((JSON.parse(stdout) as QueryReport).query).toMatchObject({ state: null, host: 'sandbox.safaricom.co.ke' })
  })
})

describe('the limit of the sandbox', () => {
  async function setUp(answer: DarajaAnswering = answering(paid)) {
    const server = await serve(answer, certificate)
    const cache = makeProject({})
    const project = makeProject({ '.env': envFile(), 'ca.pem': authority.trust })
    const clock = fakeClock(new Date())
    const argv = [
      'query',
      id,
      '--json',
      '--no-input',
      '--cacert',
      'ca.pem',
      '--connect-to',
      `::127.0.0.1:${server.port}`,
    ]
    const run = (more: readonly string[] = [], onWrite: (text: string) => void = () => undefined) =>
      runCli([...argv, ...more], {
        cwd: project,
        variables: { XDG_CACHE_HOME: cache },
        ports: { clock },
        onWrite: (stream, text) => stream === 'stderr' && onWrite(text),
      })
    return { server, run, clock, cache }
  }

  it('lets a second query wait for its turn, and says how long', async () => {
    const { server, run, clock } = await setUp()
    expect(await run()).toMatchObject({ exitCode: 0, stderr: '' })
    const second = await run([], () => {
      expect(server.requests).toHaveLength(3)
      // Behind the wait that begins once this is said.
      setImmediate(() => clock.advance(12_000))
    })
    expect(second).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('12 s') })
    expect(server.requests).toHaveLength(4)
  })

  it('is waited for no longer than --timeout', async () => {
    const { server, run } = await setUp()
    await run()
    const second = await run(['--timeout', '150ms'])
    expect(second).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('12 s') })
    expect(server.requests.filter((request) => !isOauth(request))).toHaveLength(1)
    // Nobody has to wait for somebody who has given up.
    expect((await run(['--timeout', '150ms'])).stderr).toContain('waits 12 s')
  })

  it('is kept longer after the sandbox has turned a query away', async () => {
    const { run, clock } = await setUp(answering(spikeArrest))
    expect((await run()).exitCode).toBe(3)
    const second = await run([], () => setImmediate(() => clock.advance(60_000)))
    expect(second.stderr).toContain('waits 1 min')
  })

  it('is none in production, and keeps nothing of the key in its file', async () => {
    const { run, cache } = await setUp()
    await run(['--environment', 'production'])
    expect(await run(['--environment', 'production'])).toMatchObject({ exitCode: 0, stderr: '' })
    await run()
    const folder = join(cache, 'mpesa-doctor', 'query-turns')
    const names = readdirSync(folder)
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{8}\.json$/)])
    expect(readFileSync(join(folder, names[0] ?? ''), 'utf8')).toMatch(/^\{"free":\d+\}\n$/)
  })
})

describe('--daraja-url', () => {
  const show = async (files: Readonly<Record<string, string>>, argv: readonly string[], variables = {}) => {
    const { stdout, exitCode } = await runCli(['config', '--json', '--app-url', 'http://127.0.0.1:5000', ...argv], {
      cwd: makeProject(files),
      variables,
    })
    return exitCode === 0 ? (JSON.parse(stdout) as { darajaUrl: unknown }).darajaUrl : exitCode
  }

  it('is that of the environment by default', async () => {
    const sandbox = { value: 'https://sandbox.safaricom.co.ke', origin: 'default' }
    expect(await show({}, [])).toEqual(sandbox)
    expect(await show({ '.env': 'MPESA_ENVIRONMENT=sandbox\n' }, [])).toEqual(sandbox)
    const production = { value: 'https://api.safaricom.co.ke', origin: 'default' }
    expect(await show({ '.env': 'MPESA_ENVIRONMENT=production\n' }, [])).toEqual(production)
    expect(await show({}, ['--environment', 'production'])).toEqual(production)
  })

  it('comes from the command line, the variable or the config file, in this order', async () => {
    const files = { 'mpesa-doctor.config.json': '{"darajaUrl":"http://127.0.0.1:4003"}' }
    const variables = { MPESA_DOCTOR_DARAJA_URL: 'http://localhost:4002/' }
    expect(await show(files, ['--daraja-url', 'http://[::1]:4001/'], variables)).toEqual({
      value: 'http://[::1]:4001',
      origin: '--daraja-url',
    })
    expect(await show(files, [], variables)).toEqual({
      value: 'http://localhost:4002',
      origin: 'MPESA_DOCTOR_DARAJA_URL',
    })
    expect(await show(files, [])).toMatchObject({ value: 'http://127.0.0.1:4003' })
  })

  it.each([
    'sandbox.safaricom.co.ke',
    'http://sandbox.safaricom.co.ke',
    'http://8.8.8.8:4010',
    'ftp://127.0.0.1',
    'https://key:secret@api.safaricom.co.ke',
    'https://api.safaricom.co.ke/?a=b',
  ])('is not %s', async (url) => {
    expect(await show({}, ['--daraja-url', url])).toBe(2)
  })

  it.each([
    'http://192.168.1.7:4010',
    'http://daraja:8080',
    'http://daraja.localhost:8080',
    'https://daraja.duka.co.ke',
  ])('may be %s', async (url) => {
    expect(await show({}, ['--daraja-url', url])).toMatchObject({ value: url })
  })
})
