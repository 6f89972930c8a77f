import { issue } from '../../src/demo/certificates.ts'
import { makeFolder, startProgram, untilListening } from '../helpers/real-servers.ts'
import { programPath } from '../helpers/real-servers-programs.ts'
import { runNginx, startApache, startHaproxy, startNginx } from '../helpers/real-servers-proxies.ts'
import type { Healthy, Scenario } from '../helpers/scenario.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import { reservePort } from '../helpers/scenario-ports.ts'
import { accepted, startReplyServer } from '../helpers/scenario-replies.ts'

/** A site of nginx, alone or beside the app that it stands in front of. */
const nginx =
  (host: string, beside = true) =>
  async (kit: Kit): Promise<Setup> => {
    const { http, backend } = await startNginx(kit)
    const site = await kit.publish(http, { host: `${host}.duka.co.ke` })
    return beside ? site.withApp(`http://127.0.0.1:${backend}`) : site
  }

const apache =
  (host: string) =>
  async (kit: Kit): Promise<Setup> => {
    const { http, backend } = await startApache(kit)
    return (await kit.publish(http, { host: `${host}.duka.co.ke` })).withApp(`http://127.0.0.1:${backend}`)
  }

const haproxy =
  (host: string) =>
  async (kit: Kit): Promise<Setup> => {
    const { http, backend } = await startHaproxy(kit)
    return (await kit.publish(http, { host: `${host}.duka.co.ke` })).withApp(`http://127.0.0.1:${backend}`)
  }

const goodNginx = nginx('good')
const goodApache = apache('apache-good')
const goodHaproxy = haproxy('haproxy-good')

const behindNginx = (code: string, name: string, host: string, more: Partial<Scenario> = {}): Scenario => ({
  code,
  name: `nginx, ${name}`,
  source: 'server',
  needs: ['nginx'],
  fault: nginx(host),
  twin: goodNginx,
  ...more,
})

const behindApache = (code: string, name: string, host: string, more: Partial<Scenario> = {}): Scenario => ({
  code,
  name: `Apache, ${name}`,
  source: 'server',
  needs: ['apache'],
  fault: apache(host),
  twin: goodApache,
  ...more,
})

const behindHaproxy = (code: string, name: string, host: string, more: Partial<Scenario> = {}): Scenario => ({
  code,
  name: `HAProxy, ${name}`,
  source: 'server',
  needs: ['haproxy'],
  fault: haproxy(host),
  twin: goodHaproxy,
  ...more,
})

interface TlsSites {
  readonly good: number
  readonly leafOnly: number
  readonly only13: number
  readonly demanding: number
  readonly demanding12: number
  readonly plain: number
}

/** nginx with TLS of its own, a port for each way to set it up. */
function startTlsSites(kit: Kit): Promise<TlsSites> {
  return kit.shared('nginx with TLS', async () => {
    await kit.front()
    const app = await startReplyServer(accepted)
    kit.defer(app.close)
    const made = await issue({ names: ['duka.co.ke', '*.duka.co.ke'], issuer: kit.authority.intermediate })
    const other = await issue({ names: ['default.hosting.co.ke'], issuer: kit.authority.intermediate })
    const folder = makeFolder(kit, {
      'full.pem': made.chain,
      'leaf.pem': made.certificate,
      'key.pem': made.key,
      'other.pem': other.chain,
      'other.key': other.key,
      'clients.pem': kit.authority.trust,
    })
    const ports = [
      await reservePort(),
      await reservePort(),
      await reservePort(),
      await reservePort(),
      await reservePort(),
      await reservePort(),
    ]
    const [good = 0, leafOnly = 0, only13 = 0, demanding = 0, demanding12 = 0, plain = 0] = ports
    const site = (port: number, certificate: string, lines = '', name = '*.duka.co.ke') => `
      server {
        listen 127.0.0.1:${port} ssl;
        server_name ${name};
        ssl_certificate ${folder}/${certificate};
        ssl_certificate_key ${folder}/${certificate === 'other.pem' ? 'other.key' : 'key.pem'};
        ${lines}
        location / { proxy_pass http://127.0.0.1:${app.port}; }
      }`
    await runNginx(
      kit,
      [
        // The first site of a port answers for the names that no site has.
        site(good, 'other.pem', '', 'default.hosting.co.ke'),
        site(good, 'full.pem', '', 'shop.duka.co.ke'),
        site(leafOnly, 'leaf.pem'),
        site(only13, 'full.pem', 'ssl_protocols TLSv1.3;'),
        site(demanding, 'full.pem', `ssl_verify_client on; ssl_client_certificate ${folder}/clients.pem;`),
        site(
          demanding12,
          'full.pem',
          `ssl_protocols TLSv1.2; ssl_verify_client on; ssl_client_certificate ${folder}/clients.pem;`,
        ),
        `server { listen 127.0.0.1:${plain}; location / { proxy_pass http://127.0.0.1:${app.port}; } }`,
      ].join('\n'),
    )
    return { good, leafOnly, only13, demanding, demanding12, plain }
  })
}

const tlsSite =
  (which: keyof TlsSites, host = 'shop.duka.co.ke') =>
  async (kit: Kit): Promise<Setup> => {
    const port = (await startTlsSites(kit))[which]
    return {
      argv: [`https://${host}${kit.path}`, '--connect-to', `${host}:443:127.0.0.1:${port}`, '--cacert', kit.trustFile],
    }
  }

const goodTls = tlsSite('good')

const withTls = (code: string, name: string, which: keyof TlsSites, more: Partial<Scenario> = {}): Scenario => ({
  code,
  name: `nginx, ${name}`,
  source: 'server',
  needs: ['nginx'],
  fault: tlsSite(which),
  twin: goodTls,
  ...more,
})

/** OpenSSL's own test server, which can still be told to speak what is outdated. */
const openssl =
  (...options: readonly string[]) =>
  async (kit: Kit): Promise<Setup> => {
    await kit.front()
    const host = kit.host()
    const { key, chain, certificate } = await issue({ names: [host], issuer: kit.authority.intermediate })
    const folder = makeFolder(kit, { 'key.pem': key, 'leaf.pem': certificate, 'chain.pem': chain })
    const port = await reservePort()
    await startProgram(kit, {
      file: programPath('openssl'),
      argv: [
        's_server',
        '-accept',
        `127.0.0.1:${port}`,
        '-cert',
        'leaf.pem',
        '-cert_chain',
        'chain.pem',
        '-key',
        'key.pem',
        '-www',
        ...options,
      ],
      cwd: folder,
      ready: /ACCEPT/,
    })
    await untilListening(port)
    return {
      argv: [`https://${host}${kit.path}`, '--connect-to', `${host}:443:127.0.0.1:${port}`, '--cacert', kit.trustFile],
    }
  }

export const proxyScenarios: readonly Scenario[] = [
  behindNginx('edge/redirect', 'to www', 'moved', { evidence: { status: 301 }, fix: /www\.duka/ }),
  behindNginx('edge/default-page', 'the welcome page for names that no site has', 'forgotten'),
  behindNginx('edge/login-wall', 'a password', 'password', { evidence: { status: 401 } }),
  behindNginx('edge/body-rejected', 'bodies of 32 bytes at most', 'small', { evidence: { status: 413 } }),
  behindNginx('edge/rate-limited', 'one request a minute', 'limited', {
    evidence: { status: 429 },
    // The first request is the one that is let through.
    fault: async (kit) => {
      const setup = await nginx('limited')(kit)
      await useUp(kit, 'limited.duka.co.ke')
      return setup
    },
  }),
  behindNginx('edge/bad-gateway', 'nobody behind it', 'dead', { evidence: { status: 502 } }),
  behindNginx('edge/bad-gateway', 'an app that does not answer (504)', 'waiting', { evidence: { status: 504 } }),
  // A bare 403 has no sign of a list of addresses.
  behindNginx('edge/waf-block', 'addresses that are not on its list', 'denied', { fault: withAppOnly('denied') }),
  behindNginx('edge/default-page', 'a front end for every path, which refuses POST', 'static', {
    fault: withAppOnly('static'),
  }),
  behindApache('edge/default-page', 'It works!', 'default'),
  behindApache('edge/bad-gateway', 'nobody behind it', 'apache-dead', { evidence: { status: 503 } }),
  behindApache('edge/login-wall', 'a password', 'apache-password', { evidence: { status: 401 } }),
  behindApache('edge/redirect', 'to www', 'apache-moved', { evidence: { status: 302 } }),
  behindHaproxy('edge/bad-gateway', 'its server is down', 'haproxy-dead', { evidence: { status: 503 } }),
  behindHaproxy('edge/bad-gateway', 'it has no server', 'haproxy-none', { evidence: { status: 503 } }),
  withTls('tls/incomplete-chain', 'the leaf alone', 'leafOnly'),
  withTls('tls/no-tls12', 'TLS 1.3 only', 'only13', { severity: 'warning' }),
  withTls('tls/client-certificate', 'a client certificate, TLS 1.3', 'demanding'),
  withTls('tls/client-certificate', 'a client certificate, TLS 1.2', 'demanding12'),
  withTls('tls/not-tls', 'the port without TLS', 'plain'),
  withTls('tls/name-mismatch', 'the first site answers for a name that none has', 'good', {
    fault: tlsSite('good', 'forgotten.duka.co.ke'),
    evidence: { names: ['default.hosting.co.ke'] },
  }),
  {
    code: 'tls/old-protocol',
    name: 'OpenSSL, TLS 1.1 and nothing newer',
    source: 'server',
    needs: ['openssl'],
    fault: openssl('-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'),
    twin: goodTls,
  },
  {
    code: 'tls/handshake-failed',
    name: 'OpenSSL, a cipher that no client of today offers',
    source: 'server',
    needs: ['openssl', 'nginx'],
    fault: openssl('-tls1_2', '-cipher', 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0'),
    twin: goodTls,
  },
]

function withAppOnly(host: string): Scenario['fault'] {
  return async (kit) => {
    const { argv, appUrl = '' } = await nginx(host)(kit)
    return { argv: [...argv, '--app-url', appUrl] }
  }
}

async function useUp(kit: Kit, host: string): Promise<void> {
  const { http } = await startNginx(kit)
  const { request } = await import('node:http')
  await new Promise<void>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: http, path: kit.path, method: 'POST', headers: { host } },
      (reply) => {
        reply.resume().once('end', () => resolve())
      },
    )
    sent.once('error', reject)
    sent.end('{}')
  })
}

export const proxyHealthy: readonly Healthy[] = [
  { name: 'nginx in front of an app', needs: ['nginx'], setup: nginx('good') },
  { name: 'nginx that redirects the home page only', needs: ['nginx'], setup: nginx('home') },
  { name: 'nginx with TLS 1.2 and 1.3', needs: ['nginx'], setup: tlsSite('good') },
  { name: 'Apache in front of an app', needs: ['apache'], setup: apache('apache-good') },
  { name: 'HAProxy in front of an app', needs: ['haproxy'], setup: haproxy('haproxy-good') },
]
