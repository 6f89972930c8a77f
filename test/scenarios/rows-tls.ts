import type { TlsOptions } from 'node:tls'
import type { LeafOptions } from '../../src/demo/certificates.ts'
import { createAuthority, issue } from '../../src/demo/certificates.ts'
import { dayMs } from '../helpers/authority.ts'
import { startHostileServer } from '../helpers/hostile-server.ts'
import type { Scenario } from '../helpers/scenario.ts'
import { startTlsFront } from '../helpers/scenario-front.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import { accepted, startReplyServer } from '../helpers/scenario-replies.ts'

const healthy = (kit: Kit) => kit.publish(accepted)
const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs)

/** A healthy app behind a TLS server that is told how to be. */
async function behind(kit: Kit, make: (host: string) => Promise<TlsOptions>): Promise<Setup> {
  const host = kit.host()
  await kit.front()
  const { port: app } = await kit.shared('accepting app', async () => {
    const server = await startReplyServer(accepted)
    kit.defer(server.close)
    return server
  })
  const server = await startTlsFront(await make(host), app)
  kit.defer(server.close)
  return reach(kit, host, server.port)
}

function reach(kit: Kit, host: string, port: number): Setup {
  return {
    argv: [`https://${host}${kit.path}`, '--connect-to', `${host}:443:127.0.0.1:${port}`, '--cacert', kit.trustFile],
  }
}

/** A certificate by the test's authority, with these differences. */
const withCertificate =
  (change: (kit: Kit, host: string) => Partial<LeafOptions>, part: 'chain' | 'certificate' = 'chain') =>
  (kit: Kit): Promise<Setup> =>
    behind(kit, async (host) => {
      const made = await issue({ names: [host], issuer: kit.authority.intermediate, ...change(kit, host) })
      return { key: made.key, cert: made[part] }
    })

/** A good certificate, and other options. */
const withOptions =
  (options: TlsOptions) =>
  (kit: Kit): Promise<Setup> =>
    behind(kit, async (host) => {
      const { key, chain } = await issue({ names: [host], issuer: kit.authority.intermediate })
      return { key, cert: chain, ...options }
    })

async function withSurplus(kit: Kit, host: string, notAfter: Date): Promise<TlsOptions> {
  const { key, chain } = await issue({ names: [host], issuer: kit.authority.intermediate })
  const stranger = await createAuthority({ name: 'Old Root', notBefore: daysFromNow(-900), notAfter })
  return { key, cert: `${chain}${stranger.certificate}` }
}

async function rude(kit: Kit, onConnection: Parameters<typeof startHostileServer>[0]): Promise<Setup> {
  await kit.front()
  const server = await startHostileServer(onConnection)
  kit.defer(server.close)
  return reach(kit, kit.host(), server.endpoint.port)
}

const server = (scenario: Omit<Scenario, 'source' | 'twin'> & Partial<Pick<Scenario, 'twin'>>): Scenario => ({
  source: 'server',
  twin: healthy,
  ...scenario,
})

/** The fatal alert `unrecognized_name` of RFC 6066, as servers send it that know no such host. */
const unknownName = Buffer.from([0x15, 3, 3, 0, 2, 2, 112])

export const tlsScenarios: readonly Scenario[] = [
  server({
    code: 'tls/expired',
    name: 'the certificate ended three days ago',
    fault: withCertificate(() => ({ notBefore: daysFromNow(-93), notAfter: daysFromNow(-3) })),
    twin: withCertificate(() => ({ notBefore: daysFromNow(-30), notAfter: daysFromNow(60) })),
  }),
  server({
    code: 'tls/expired',
    name: 'the certificate ended an hour ago',
    fault: withCertificate(() => ({ notBefore: daysFromNow(-93), notAfter: daysFromNow(-1 / 24) })),
  }),
  server({
    code: 'tls/expired',
    name: 'a surplus certificate that nobody needs to verify the rest',
    severity: 'warning',
    fault: (kit) => behind(kit, (host) => withSurplus(kit, host, daysFromNow(-30))),
    twin: (kit) => behind(kit, (host) => withSurplus(kit, host, daysFromNow(900))),
  }),
  server({
    code: 'tls/not-yet-valid',
    name: 'the certificate begins tomorrow',
    fault: withCertificate(() => ({ notBefore: daysFromNow(1), notAfter: daysFromNow(91) })),
  }),
  server({
    code: 'tls/expires-soon',
    name: 'the certificate ends in ten days',
    severity: 'warning',
    fault: withCertificate(() => ({ notBefore: daysFromNow(-80), notAfter: daysFromNow(10) })),
    twin: withCertificate(() => ({ notBefore: daysFromNow(-70), notAfter: daysFromNow(20) })),
  }),
  server({
    code: 'tls/expires-soon',
    name: 'a certificate of six days that was not renewed in time',
    severity: 'warning',
    fault: withCertificate(() => ({ notBefore: daysFromNow(-5), notAfter: daysFromNow(1) })),
    // Short-lived certificates are renewed every few days; one that is fresh has no fault.
    twin: withCertificate(() => ({ notBefore: daysFromNow(-1), notAfter: daysFromNow(5) })),
  }),
  server({
    code: 'tls/self-signed',
    name: 'the certificate is its own issuer',
    fault: (kit) =>
      behind(kit, async (host) => {
        const { key, certificate } = await issue({ names: [host] })
        return { key, cert: certificate }
      }),
  }),
  server({
    code: 'tls/untrusted-root',
    name: 'an authority that nobody knows, its root sent along',
    fault: (kit) =>
      behind(kit, async (host) => {
        const root = await createAuthority({ name: 'Office Root' })
        const { key, chain } = await issue({ names: [host], issuer: root })
        return { key, cert: `${chain}${root.certificate}` }
      }),
  }),
  server({
    code: 'tls/untrusted-root',
    name: 'an authority that nobody knows, its root kept back',
    fault: (kit) =>
      behind(kit, async (host) => {
        const issuer = await createAuthority({ name: 'mkcert development CA' })
        const { key, chain } = await issue({ names: [host], issuer })
        return { key, cert: chain }
      }),
  }),
  server({
    code: 'tls/incomplete-chain',
    name: 'the server sends the leaf alone',
    fault: withCertificate(() => ({}), 'certificate'),
    evidence: { missing: ['CN=Test Intermediate'] },
    twin: withCertificate(() => ({}), 'chain'),
  }),
  server({
    code: 'tls/name-mismatch',
    name: 'the certificate of the hosting company',
    fault: withCertificate(() => ({ names: ['web12.hosting.co.ke', '*.hosting.co.ke'] })),
    twin: withCertificate((_, host) => ({ names: ['hosting.co.ke', host] })),
    evidence: { names: ['web12.hosting.co.ke', '*.hosting.co.ke'] },
  }),
  server({
    code: 'tls/name-mismatch',
    name: 'a wildcard that covers one level only',
    fault: withCertificate(() => ({ names: ['*.co.ke'] })),
    twin: withCertificate(() => ({ names: ['*.duka.co.ke'] })),
  }),
  server({
    code: 'tls/old-protocol',
    name: 'nothing newer than TLS 1.1',
    fault: withOptions({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    twin: withOptions({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  }),
  server({
    code: 'tls/no-tls12',
    name: 'TLS 1.3 and nothing else',
    severity: 'warning',
    fault: withOptions({ minVersion: 'TLSv1.3' }),
    twin: withOptions({ minVersion: 'TLSv1.2' }),
    evidence: { protocol: 'TLSv1.3' },
  }),
  server({
    code: 'tls/client-certificate',
    name: 'TLS 1.3 with a client certificate or not at all',
    fault: withOptions({ requestCert: true, rejectUnauthorized: true }),
    twin: withOptions({ requestCert: true, rejectUnauthorized: false }),
  }),
  server({
    code: 'tls/client-certificate',
    name: 'TLS 1.2 with a client certificate or not at all',
    fault: withOptions({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
    twin: withOptions({ requestCert: true, rejectUnauthorized: false, maxVersion: 'TLSv1.2' }),
  }),
  server({
    code: 'tls/not-tls',
    name: 'plain HTTP on the TLS port',
    fault: async (kit) => {
      const app = await startReplyServer(accepted)
      kit.defer(app.close)
      await kit.front()
      return reach(kit, kit.host(), app.port)
    },
  }),
  server({
    code: 'tls/not-tls',
    name: 'a mail server on the TLS port',
    fault: (kit) => rude(kit, (socket) => void socket.write('220 mail.duka.co.ke ESMTP Postfix\r\n')),
  }),
  server({
    code: 'tls/not-tls',
    name: 'a login shell (SSH) on the TLS port',
    fault: (kit) => rude(kit, (socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n')),
  }),
  server({
    code: 'tls/timeout',
    name: 'connected, then silence',
    fault: async (kit) => {
      const setup = await rude(kit, (socket) => void socket.resume())
      return { ...setup, argv: [...setup.argv, '--budget', '700ms'] }
    },
  }),
  server({
    code: 'tls/handshake-failed',
    name: 'the server knows no such host and says so by an alert',
    fault: (kit) => rude(kit, (socket) => void socket.once('data', () => socket.end(unknownName))),
  }),
  server({
    code: 'tls/handshake-failed',
    name: 'the server hangs up when it is greeted',
    fault: (kit) => rude(kit, (socket) => void socket.once('data', () => socket.destroy())),
  }),
  server({
    code: 'tls/handshake-failed',
    name: 'HTTP/2 and nothing else',
    fault: withOptions({ ALPNProtocols: ['h2'] }),
    twin: withOptions({ ALPNProtocols: ['h2', 'http/1.1'] }),
  }),
  server({
    code: 'tls/handshake-failed',
    name: 'no cipher in common',
    fault: withOptions({
      ciphers: 'ECDHE-ECDSA-AES128-SHA',
      maxVersion: 'TLSv1.2',
      honorCipherOrder: true,
      sigalgs: 'RSA-PSS+SHA256',
    }),
    twin: withOptions({ ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }),
  }),
]
