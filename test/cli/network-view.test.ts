import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { issue } from '../../src/demo/certificates.ts'
import type { TestAuthority } from '../helpers/authority.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import { makeCertificate } from '../helpers/custom-certificate.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { makeProject, runCli } from '../helpers/run-cli.ts'
import { bundleCli } from '../helpers/spawn-cli.ts'
import { startTlsServer } from '../helpers/tls-server.ts'

const host = 'shop.duka.co.ke'
const url = `https://${host}/callback`
const reply = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\nConnection: close\r\n\r\n'
const acknowledgement = '{"ResultCode":0,"ResultDesc":"Done"}'
const proxy = { HTTPS_PROXY: 'http://wanjiku:not-a-real-password@proxy.office:3128' }

let authority: TestAuthority

beforeAll(async () => {
  authority = await createTestAuthority('Duka Office')
})

/** A shop behind this certificate that takes every callback, as options of `probe`. */
async function shop(certificate: { readonly key: string; readonly cert: string }): Promise<readonly string[]> {
  const server = await startTlsServer(certificate, (socket) => {
    socket.once('data', () => socket.end(`${reply}${acknowledgement}`))
  })
  onTestFinished(server.close)
  return [url, '--connect-to', `${host}:443:127.0.0.1:${server.endpoint.port}`]
}

async function probe(argv: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const cwd = makeProject({})
  const { exitCode, stdout } = await runCli(['probe', '--json', '--skip', 'app', ...argv], { cwd, variables })
  return { exitCode, stdout, document: JSON.parse(stdout) as ReportJson }
}

function caFile(pem: string): string {
  const folder = makeProject({})
  writeFileSync(join(folder, 'ca.pem'), pem)
  return join(folder, 'ca.pem')
}

describe('a proxy in the shell', () => {
  it('is no matter where the connection is led elsewhere by hand', async () => {
    const leaf = await issue({ names: [host], issuer: authority.intermediate })
    const options = await shop({ key: leaf.key, cert: leaf.chain })
    const { exitCode, document, stdout } = await probe([...options, '--cacert', caFile(authority.trust)], proxy)
    expect({ exitCode, causes: document.verdict.causes }).toEqual({ exitCode: 0, causes: [] })
    expect(stdout).not.toContain('HTTPS_PROXY')
  })

  it('makes a name that does not resolve a possible fault only, and its login is never shown', async () => {
    const dns = {
      resolve: async () =>
        ({
          kind: 'failure',
          code: 'server-failure',
          systemCode: 'EAI_AGAIN',
          ms: 3,
          resolver: 'this machine',
          direct: { systemCode: 'ESERVFAIL', alias: null },
        }) as const,
    }
    const cwd = makeProject({})
    const argv = ['probe', '--json', '--skip', 'app', url]
    const direct = JSON.parse((await runCli(argv, { cwd, ports: { dns } })).stdout) as ReportJson
    expect(direct.verdict).toMatchObject({ rootCause: 'dns/failed', confidence: 'likely' })
    const { stdout } = await runCli(argv, { cwd, variables: proxy, ports: { dns } })
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { rootCause: 'dns/failed', confidence: 'possible' } })
    expect(stdout).toContain('proxy.office:3128')
    expect(stdout).not.toContain('not-a-real-password')
    const exempt = await runCli(argv, { cwd, variables: { ...proxy, NO_PROXY: '.co.ke' }, ports: { dns } })
    expect(JSON.parse(exempt.stdout)).toMatchObject({ verdict: { confidence: 'likely' } })
    expect(exempt.stdout).not.toContain('proxy.office')
  })
})

describe('TLS that is inspected on the way', () => {
  it('is no fault of the server, whose answer is seen all the same', async () => {
    const inspector = await makeCertificate({ name: 'Zscaler Root CA', organisation: 'Zscaler Inc.', mayIssue: true })
    const leaf = await makeCertificate({ name: host, names: [host], issuer: inspector })
    const options = await shop({ key: leaf.key, cert: `${leaf.certificate}${inspector.certificate}` })
    const { exitCode, document } = await probe(options)
    // What was asked for cannot be told from here: no error, and not healthy either.
    expect(exitCode).toBe(3)
    expect(document.verdict.rootCause).toBeNull()
    expect(document.verdict.causes).toMatchObject([{ code: 'tls/untrusted-root', confidence: 'possible' }])
    expect(document.checks.find(({ id }) => id === 'http-callback')?.status).toBe('pass')
    expect(document.verdict).toMatchObject({ unknowable: [expect.anything(), expect.stringContaining('inspected')] })
  })
})

describe('a root that only this machine has', () => {
  it('does not make a certificate a good one', async () => {
    const leaf = await issue({ names: [host], issuer: authority.intermediate })
    const options = await shop({ key: leaf.key, cert: leaf.chain })
    const cli = await bundleCli()
    onTestFinished(cli.remove)
    const { stdout, code } = await cli.start(['probe', '--json', '--skip', 'app', ...options], {
      cwd: makeProject({}),
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', NODE_EXTRA_CA_CERTS: caFile(authority.trust) },
    }).ended
    expect(code).toBe(1)
    const document = JSON.parse(stdout) as ReportJson
    expect(document.verdict).toMatchObject({ rootCause: 'tls/untrusted-root', confidence: 'likely' })
    expect(document.checks.find(({ id }) => id === 'tls-trusted')?.findings[0]?.evidence).toMatchObject({
      trustError: null,
      trustAnchor: 'this-machine',
    })
  })
})
