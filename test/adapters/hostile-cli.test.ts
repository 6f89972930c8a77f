import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type IssuedCertificate, issue } from '../../src/demo/certificates.ts'
import { createTestAuthority, type TestAuthority } from '../helpers/authority.ts'
import { startHostileServer } from '../helpers/hostile-server.ts'
import { type Behaviour, hostileHttp, hostileTls } from '../helpers/hostile-servers.ts'
import { codesIn, makeProject, runCli } from '../helpers/run-cli.ts'
import { startTlsServer } from '../helpers/tls-server.ts'

const budgetMs = 200
/** With the variants of a reply that is refused; never as long as a server that sends for ever would like. */
const mostMs = 9 * budgetMs + 2_000

const timedOut = ['edge/timeout']
const serverError = ['app/server-error']
const redirect = ['edge/redirect']
const broken = ['edge/connection-closed']

/** What a reply says that can be read, however odd it is. */
const readable: Partial<Readonly<Record<keyof typeof hostileHttp, readonly string[]>>> = {
  'accepts and is silent': timedOut,
  'stops in the body': timedOut,
  'sends one byte at a time in the headers': timedOut,
  'sends one byte at a time in the body': timedOut,
  'sends a body without end': [],
  'sends chunks without end': [],
  'sends ten gigabytes': [],
  'sends a header with escapes': [],
  'sends a status text with escapes': serverError,
  'sends a redirect with escapes': redirect,
  'sends a header in Latin-1': [],
  'sends a header with an emoji': [],
  'sends a length beside chunks': [],
  'sends a body with 204': [],
  'sends gzip unasked': [],
  'sends a bomb in gzip': [],
  'names a charset that nobody knows': [],
  'names another charset than it uses': [],
  'redirects to itself': redirect,
  'answers before the request': [],
  'sends 100 Continue, then its reply': [],
  'ends lines without CR': [],
}

const notTls = ['tls/not-tls']
const failed = ['tls/handshake-failed']
const tlsCodes: Partial<Readonly<Record<keyof typeof hostileTls, readonly string[]>>> = {
  'accepts and is silent': ['tls/timeout'],
  'stops in the ServerHello': ['tls/timeout'],
  'sends one byte at a time': notTls,
  'speaks plain HTTP': notTls,
  'speaks plain HTTP with escapes': notTls,
  'speaks SSH': notTls,
  'speaks SMTP': notTls,
  'speaks HTTP/2 in the clear': notTls,
}

let authority: TestAuthority
let leaf: IssuedCertificate
beforeAll(async () => {
  authority = await createTestAuthority()
  leaf = await issue({ names: ['shop.example'], issuer: authority.root })
})

describe('probe of a server that', () => {
  it.each(Object.entries(hostileHttp))('%s', async (name, behaviour) => {
    const server = await start(behaviour)
    await expectHonest([server.url()], readable[name as keyof typeof hostileHttp] ?? broken)
  })

  it('listens on IPv6 only', async () => {
    const server = await startHostileServer(hostileHttp['answers before the request'], '::1').catch(() => undefined)
    if (server === undefined) return
    onTestFinished(server.close)
    await expectHonest([server.url()], [])
  })

  it.each(Object.entries(hostileTls))('%s in place of TLS', async (name, behaviour) => {
    const server = await start(behaviour)
    const url = `https://127.0.0.1:${server.endpoint.port}/callback`
    await expectHonest([url], tlsCodes[name as keyof typeof hostileTls] ?? failed)
  })

  it.each(Object.entries(hostileHttp))('%s behind TLS', async (name, behaviour) => {
    const server = await startTlsServer({ key: leaf.key, cert: leaf.chain }, behaviour)
    onTestFinished(server.close)
    const ca = join(makeProject({ 'ca.pem': authority.trust }), 'ca.pem')
    const rule = `shop.example:443:127.0.0.1:${server.endpoint.port}`
    const argv = ['https://shop.example/callback', '--connect-to', rule, '--cacert', ca]
    await expectHonest(argv, readable[name as keyof typeof hostileHttp] ?? broken)
  })
})

/** Ends in time, with one honest cause, and with nothing of the server's that moves a cursor. */
async function expectHonest(argv: readonly string[], codes: readonly string[]): Promise<void> {
  const probe = async (format: string) => {
    const startedAt = performance.now()
    const options = ['--skip', 'url', '--budget', `${budgetMs}ms`, '--format', format, '-v']
    const result = await runCli(['probe', ...argv, ...options], { cwd: makeProject({}) })
    expect(performance.now() - startedAt).toBeLessThan(mostMs)
    return result
  }
  const { exitCode, stdout, stderr } = await probe('json')
  const { rootCause, causes } = (
    JSON.parse(stdout) as { verdict: { rootCause: string | null; causes: { code: string }[] } }
  ).verdict
  // Without an error the causes are warnings: these servers answer every path alike, which is worth one.
  const errors = rootCause === null ? [] : causes.map(({ code }) => code)
  expect({ exitCode, stderr, errors }).toEqual({ exitCode: codes.length === 0 ? 0 : 1, stderr: '', errors: codes })
  expect(codesIn(stdout)).toEqual(expect.arrayContaining([...codes]))
  expect(JSON.parse(stdout)).toMatchObject({ summary: { crash: 0 } })
  const shown = await probe('pretty')
  expect(shown.exitCode).toBe(exitCode)
  expect(`${shown.stdout}${shown.stderr}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
}

async function start(behaviour: Behaviour) {
  const server = await startHostileServer(behaviour)
  onTestFinished(server.close)
  return server
}
