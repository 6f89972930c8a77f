import { describe, expect, it } from 'vitest'
import { tunnelCommand } from '../../../src/checks/tunnel/tunnel-command.ts'
import { tunnelPort } from '../../../src/checks/tunnel/tunnel-port.ts'
import { tunnelUrl } from '../../../src/checks/tunnel/tunnel-url.ts'
import type { Judgement } from '../../../src/core/check.ts'
import type { DnsAnswer } from '../../../src/core/dns-port.ts'
import { observed, unavailable } from '../../../src/core/probe.ts'
import type { Listener } from '../../../src/core/processes-port.ts'
import type { Origin } from '../../../src/core/settings.ts'
import type { CallbackTarget } from '../../../src/probes/callback-target.ts'
import type { DnsFacts } from '../../../src/probes/dns.ts'
import type { TunnelEndpoint } from '../../../src/probes/tunnel-endpoint.ts'
import { down, hintsOf, reply, type Scene } from '../replies/reply-builders.ts'

const envFile: Origin = { kind: 'env-file', file: '.env', line: 12, key: 'MPESA_CALLBACK_URL' }
const port: Origin = { kind: 'env-file', file: '.env', line: 3, key: 'PORT' }
const old = 'old.ngrok-free.app'

function endpoint(url: string, target: string | null, provider: TunnelEndpoint['provider'] = 'ngrok'): TunnelEndpoint {
  return { provider, url, host: new URL(url).hostname, target: target === null ? null : new URL(target) }
}

function outline(judgement: Judgement): string {
  if (judgement.kind === 'skip') return `skip ${judgement.because}`
  if (judgement.kind === 'pass') return 'pass'
  return judgement.findings.map(({ severity, code, confidence }) => `${severity} ${code} ${confidence}`).join(', ')
}

const offlineReply = reply({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' }, body: '' })
const present = endpoint('https://new.ngrok-free.app', 'http://localhost:5000')

interface UrlCase {
  readonly host?: string
  readonly agents?: readonly TunnelEndpoint[]
  readonly app?: string
  readonly scene?: Scene
  readonly dns?: 'not-found' | 'timed-out'
}

function judgeUrl({ host = old, agents = [present], app, scene = {}, dns }: UrlCase) {
  const url = new URL(`https://${host}/cb?a=1`)
  const target: CallbackTarget = { url, origin: envFile, secure: true, host, port: 443, connectTo: undefined }
  const answer: DnsAnswer = { kind: 'failure', code: dns ?? 'not-found', systemCode: '', ms: 1, resolver: 'x' }
  return tunnelUrl.judge(
    { target, agents },
    {
      ...hintsOf({ host, ...scene }),
      dns: dns === undefined ? unavailable('offline', 'x') : observed({ host, answer } as DnsFacts),
      app: app === undefined ? unavailable('not-configured', 'the app') : observed({ url: new URL(app), origin: port }),
    },
  )
}

describe('the URL of the tunnel', () => {
  it.each<[string, UrlCase, string]>([
    ['is the one of the agent', { host: 'new.ngrok-free.app' }, 'pass'],
    ['is held by another program', { scene: { outside: reply() } }, 'pass'],
    [
      'leads to an app that is down, by another program',
      { scene: { outside: reply({ status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' } }) } },
      'pass',
    ],
    ['is no tunnel at all', { host: 'duka.co.ke', scene: { outside: reply() } }, 'skip not-applicable'],
    ['is no tunnel and does not exist', { host: 'duka.co.ke', dns: 'not-found' }, 'skip not-applicable'],
    [
      'is gone, and the agent serves another project',
      { app: 'http://127.0.0.1:9000', scene: { outside: offlineReply } },
      'skip not-applicable',
    ],
    [
      'is gone, and several could be it',
      {
        agents: [present, endpoint('https://b.ngrok-free.app', 'http://localhost:1')],
        scene: { outside: offlineReply },
      },
      'skip not-applicable',
    ],
    ['is gone, and there is none', { agents: [], scene: { outside: offlineReply } }, 'skip not-applicable'],
    [
      'is of another provider and alive',
      { host: 'a.loca.lt', app: 'http://127.0.0.1:5000', scene: { outside: reply() } },
      'pass',
    ],
    [
      'is of another provider, and nobody looked',
      { host: 'a.loca.lt', app: 'http://127.0.0.1:5000' },
      'skip not-applicable',
    ],
    [
      'cannot be resolved just now',
      { host: 'a.loca.lt', app: 'http://127.0.0.1:5000', dns: 'timed-out' },
      'skip not-applicable',
    ],
  ])('%s', (_, given, expected) => {
    expect(outline(judgeUrl(given))).toBe(expected)
  })

  it.each<[string, UrlCase, string]>([
    [
      'gone, and the agent leads to the app',
      { app: 'http://127.0.0.1:5000', scene: { outside: offlineReply } },
      'error tunnel/url-changed certain',
    ],
    ['gone, and the agent has only one', { scene: { outside: offlineReply } }, 'error tunnel/url-changed likely'],
    ['gone from DNS', { app: 'http://localhost:5000', dns: 'not-found' }, 'error tunnel/url-changed certain'],
    [
      'not looked at, and the agent leads to the app',
      { app: 'http://127.0.0.1:5000' },
      'error tunnel/url-changed likely',
    ],
    ['not looked at, and the agent has only one', {}, 'warning tunnel/url-changed possible'],
    [
      'of another provider, gone, and the agent leads to the app',
      { host: 'a.loca.lt', app: 'http://127.0.0.1:5000', dns: 'not-found' },
      'error tunnel/url-changed certain',
    ],
    [
      'of a quick tunnel that is gone',
      {
        host: 'old.trycloudflare.com',
        agents: [endpoint('https://new.trycloudflare.com', 'http://localhost:5000', 'cloudflare')],
        app: 'http://127.0.0.1:5000',
        dns: 'not-found',
      },
      'error tunnel/url-changed certain',
    ],
  ])('has changed: the old one is %s', (_, given, expected) => {
    expect(outline(judgeUrl(given))).toBe(expected)
  })

  it('is told with its place, both hosts, and the line to paste', () => {
    const judgement = judgeUrl({ app: 'http://127.0.0.1:5000', scene: { outside: offlineReply } })
    if (judgement.kind !== 'found') throw new Error(judgement.kind)
    expect(judgement.findings[0]).toMatchObject({
      location: { file: '.env', line: 12 },
      fix: { code: 'MPESA_CALLBACK_URL=https://new.ngrok-free.app/cb?a=1' },
      evidence: {
        callbackHost: old,
        tunnels: [{ url: 'https://new.ngrok-free.app', forwardsTo: 'http://localhost:5000' }],
      },
    })
  })
})

interface PortCase extends Scene {
  readonly target?: string
  /** Loopback addresses on which the target's port is open. */
  readonly accepting?: readonly string[]
  readonly listeners?: readonly Listener[]
  readonly speaksTls?: true
}

const both = ['127.0.0.1', '::1']

function judgePort({ target = 'http://localhost:5000', accepting = [], listeners, speaksTls, ...scene }: PortCase) {
  const url = new URL(target)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const hints = hintsOf({ host: old, ...scene })
  const { localReply } = hints
  return tunnelPort.judge(
    {
      forwarding: {
        tunnel: { ...present, target: url },
        target: url,
        tried: host === 'localhost' ? both : [host],
        accepting,
        listeners,
      },
      project: {
        folder: '/duka',
        envFilesNamed: false,
        stack: {
          source: 'detected',
          frameworks: [{ name: 'Flask', file: 'x', because: 'x' }],
          loaders: [],
          nodeMajor: 20,
        },
      },
    },
    {
      ...hints,
      localReply:
        localReply.available && speaksTls === true
          ? observed({ ...localReply.value, url: localReply.value.url.replace('http:', 'https:'), speaksTls })
          : localReply,
    },
  )
}

const at = (number: number, address = '127.0.0.1'): Listener => ({
  pid: 7,
  program: 'python3',
  folder: '/duka',
  address,
  port: number,
})
const on8000 = { inside: reply(), insideUrl: 'http://127.0.0.1:8000/cb', origin: port }
const missing = reply({ status: 404, body: '{"error":"no such route"}' })

describe('the tunnel', () => {
  it.each<[string, PortCase, string]>([
    ['leads to the app', { accepting: both, inside: reply(), outside: reply() }, 'pass'],
    ['leads to something that listens', { accepting: ['127.0.0.1'] }, 'pass'],
    ['leads to an app on IPv6 alone by its name', { accepting: ['::1'] }, 'pass'],
    ['leads to a proxy before the app', { accepting: both, ...on8000, outside: reply() }, 'pass'],
    [
      'leads to something, and where the app is was guessed',
      { accepting: both, ...on8000, outside: missing, origin: { kind: 'detected', how: 'x' } },
      'pass',
    ],
    [
      'leads to the other program of this project',
      { accepting: both, ...on8000, listeners: [at(5000), at(8000)] },
      'pass',
    ],
    ['leads to an app that does not run', {}, 'skip blocked'],
    ['leads to an app that does not run where it should', { inside: down }, 'skip blocked'],
    [
      'leads to nothing, and several programs of this project listen',
      { listeners: [at(8000), at(8001)] },
      'skip blocked',
    ],
    [
      'leads to an app that speaks https, by https',
      { target: 'https://localhost:5000', accepting: both, inside: reply(), speaksTls: true },
      'pass',
    ],
  ])('%s', (_, given, expected) => {
    expect(outline(judgePort(given))).toBe(expected)
  })

  it.each<[string, PortCase, string, object]>([
    [
      'to 127.0.0.1, and it listens on ::1',
      { target: 'http://127.0.0.1:5000', accepting: ['::1'], inside: reply() },
      'error tunnel/wrong-port certain',
      { evidence: { listensOn: '::1' }, fix: { command: 'flask run --host 127.0.0.1 --port 5000' } },
    ],
    [
      'to ::1, and it listens on 127.0.0.1',
      { target: 'http://[::1]:5000', accepting: ['127.0.0.1'] },
      'error tunnel/wrong-port certain',
      { evidence: { listensOn: '127.0.0.1' } },
    ],
    [
      'to nothing, and it listens on another port',
      { ...on8000 },
      'error tunnel/wrong-port certain',
      { evidence: { forwardsTo: 'http://localhost:5000', port: 8000 }, fix: { command: 'ngrok http 8000' } },
    ],
    [
      'to nothing, and one program of this project listens',
      { listeners: [at(8000)] },
      'error tunnel/wrong-port likely',
      { fix: { command: 'ngrok http 8000' } },
    ],
    [
      'to nothing, and it listens on an address of a container',
      { listeners: [at(5000, '172.17.0.2')] },
      'error tunnel/wrong-port certain',
      { evidence: { listensOn: '172.17.0.2' } },
    ],
    [
      'to another program, which answers otherwise',
      { accepting: both, ...on8000, outside: missing },
      'error tunnel/wrong-port likely',
      { evidence: { port: 8000 } },
    ],
    [
      'to another program, as far as can be seen without the network',
      { accepting: both, ...on8000 },
      'warning tunnel/wrong-port possible',
      {},
    ],
    [
      'to its port by http, and it speaks https',
      { accepting: both, inside: reply(), speaksTls: true },
      'error tunnel/wrong-port certain',
      { fix: { command: 'ngrok http https://localhost:5000' } },
    ],
  ])('leads past the app: %s', (_, given, expected, details) => {
    const judgement = judgePort(given)
    expect(outline(judgement)).toBe(expected)
    expect(judgement).toMatchObject({ findings: [details] })
  })

  it('is started again by a command of its own', () => {
    expect(tunnelCommand(present, '8000')).toBe('ngrok http 8000')
    expect(tunnelCommand(endpoint('https://pay.duka.co.ke', null), '8000')).toBe(
      'ngrok http 8000 --url https://pay.duka.co.ke',
    )
    expect(tunnelCommand(endpoint('https://a.trycloudflare.com', null, 'cloudflare'), '8000')).toBe(
      'cloudflared tunnel --url http://localhost:8000',
    )
  })
})
