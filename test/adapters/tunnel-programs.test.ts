import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createCloudflaredProvider } from '../../src/adapters/tunnel-cloudflared.ts'
import { createSshProvider } from '../../src/adapters/tunnel-ssh.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import type { OpenTunnel, TunnelChange, TunnelProvider } from '../../src/tunnel/provider.ts'
import { readSshDestination } from '../../src/tunnel/providers/ssh-destination.ts'
import { type FakeProgram, fakeProgram, isAlive, quoted } from '../helpers/fake-program.ts'
import * as banners from '../helpers/tunnel-banners.ts'

const NEVER = new AbortController().signal
const target = 'http://127.0.0.1:5000'
const isWindows = process.platform === 'win32'
const cloudflaredUp = `say ${quoted(banners.cloudflaredRequest)} ${quoted(banners.cloudflaredBox())} ${quoted(banners.cloudflaredRegistered)}`

/** As the real one, but pauses between attempts take no time. */
const hasty: ClockPort = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep([1_000, 2_000, 4_000, 8_000, 16_000].includes(ms) ? 0 : ms, signal),
}

function cloudflared(program: FakeProgram, more: { limitMs?: number; variables?: Record<string, string> } = {}) {
  const { variables = {}, ...rest } = more
  return createCloudflaredProvider({
    file: program.file,
    variables: { PATH: program.path, ...variables },
    platform: 'linux',
    clock: hasty,
    limitMs: 15_000,
    ...rest,
  })
}

function ssh(program: FakeProgram, host: string, more: { limitMs?: number; url?: string } = {}) {
  const destination = readSshDestination(host, more.url === undefined ? null : { address: '', port: 8080 })
  if (destination === null) throw new Error(`${host} is no destination`)
  const { url = null, ...rest } = more
  return createSshProvider({
    file: program.file,
    destination,
    url,
    variables: { PATH: program.path },
    platform: 'linux',
    clock: hasty,
    limitMs: 15_000,
    ...rest,
  })
}

async function open(provider: TunnelProvider, signal = NEVER): Promise<OpenTunnel> {
  const tunnel = await provider.open({ target }, signal)
  onTestFinished(() => tunnel.close())
  return tunnel
}

const refusal = (provider: TunnelProvider) =>
  provider.open({ target }, NEVER).then(
    () => 'opened',
    (error: unknown) => error,
  )

const alive = (program: FakeProgram) => program.runs().filter(({ pid }) => isAlive(pid)).length

describe.skipIf(isWindows)('cloudflared', () => {
  it('opens, is told what to forward, and is gone after close', async () => {
    const program = fakeProgram('cloudflared', `${cloudflaredUp}\nstay`)
    const tunnel = await open(cloudflared(program))
    expect(tunnel).toMatchObject({ url: banners.cloudflaredUrl, provider: 'cloudflared', owned: true })
    expect(program.runs()[0]?.args).toBe(`tunnel --config /dev/null --no-autoupdate --url ${target}`)
    expect(alive(program)).toBe(1)
    await tunnel.close()
    await tunnel.close()
    expect(alive(program)).toBe(0)
  })

  it.each([
    ['the limit', banners.cloudflaredLimited, 'tunnel/limit'],
    ['a broken service', banners.cloudflaredBroken, 'failed'],
    ['no network', banners.cloudflaredOffline, 'unreachable'],
  ])('decodes %s', async (_, banner, code) => {
    const program = fakeProgram('cloudflared', `say ${quoted(banner)}\nexit 1`)
    expect(await refusal(cloudflared(program))).toMatchObject({ name: 'TunnelError', code })
    expect(program.runs()).toHaveLength(1)
  })

  it.each([
    ['says nothing', 'stay', 'timed-out', 200],
    ['has no connection', `say ${quoted(banners.cloudflaredBox())}\nstay`, 'unreachable', 2_500],
    ['names only the service', "say 'INF https://api.trycloudflare.com/tunnel'\nstay", 'timed-out', 500],
  ])('that %s is given up after the limit, and ended', async (_, script, code, limitMs) => {
    const program = fakeProgram('cloudflared', script)
    expect(await refusal(cloudflared(program, { limitMs }))).toMatchObject({ code })
    expect(alive(program)).toBe(0)
  })

  it('goes over TCP where UDP does not get out', async () => {
    const program = fakeProgram(
      'cloudflared',
      `say ${quoted(banners.cloudflaredBox())}\ncase "$*" in *http2*) say ${quoted(banners.cloudflaredRegistered)};; *) say ${quoted(banners.cloudflaredQuicBlocked)};; esac\nstay`,
    )
    const tunnel = await open(cloudflared(program))
    expect(program.runs().map(({ args }) => args.includes('--protocol http2'))).toEqual([false, true])
    expect(alive(program)).toBe(1)
    await tunnel.close()
    const variables = { TUNNEL_TRANSPORT_PROTOCOL: 'quic' }
    expect(await refusal(cloudflared(program, { variables }))).toMatchObject({ code: 'unreachable' })
  })

  it('that crashes in the middle comes back with another URL', async () => {
    const program = fakeProgram('cloudflared', `${cloudflaredUp}\nstay`)
    const tunnel = await open(cloudflared(program))
    const seen: TunnelChange[] = []
    tunnel.onStatus((change) => seen.push(change))
    const next = 'https://another-name.trycloudflare.com'
    program.does(`say ${quoted(banners.cloudflaredBox(next))} ${quoted(banners.cloudflaredRegistered)}\nstay`)
    process.kill(program.runs()[0]?.pid ?? 0, 'SIGKILL')
    await expect
      .poll(() => seen)
      .toMatchObject([
        { status: 'closed', url: banners.cloudflaredUrl, reason: { message: expect.stringContaining('SIGKILL') } },
        { status: 'connected', url: next },
      ])
  })

  it('tells of a connection that it lost and mended', async () => {
    const [lost, registered] = [quoted(banners.cloudflaredLost), quoted(banners.cloudflaredRegistered)]
    const program = fakeProgram(
      'cloudflared',
      `blink() { say ${lost}; say ${registered}; }\ntrap blink USR1\n${cloudflaredUp}\nwhile :; do sleep 0.05; done`,
    )
    const tunnel = await open(cloudflared(program))
    const seen: string[] = []
    tunnel.onStatus(({ status, url }) => seen.push(`${status} ${url}`))
    process.kill(program.runs()[0]?.pid ?? 0, 'SIGUSR1')
    await expect.poll(() => seen).toEqual([`closed ${banners.cloudflaredUrl}`, `connected ${banners.cloudflaredUrl}`])
    expect(program.runs()).toHaveLength(1)
  })

  it('that is not there is named', async () => {
    const provider = createCloudflaredProvider({ file: '/nowhere/cloudflared', variables: {}, platform: 'linux' })
    expect(await refusal(provider)).toMatchObject({ code: 'not-installed' })
  })

  it('is ended when the opening is interrupted', async () => {
    const program = fakeProgram('cloudflared', 'stay')
    const stop = new AbortController()
    const opening = cloudflared(program).open({ target }, stop.signal)
    await expect.poll(() => alive(program)).toBe(1)
    stop.abort(new Error('interrupted'))
    await expect(opening).rejects.toThrow('interrupted')
    expect(alive(program)).toBe(0)
  })
})

describe.skipIf(isWindows)('ssh', () => {
  it.each([
    ['localhost.run', banners.localhostRunBanner, banners.localhostRunUrl, 'localhost.run'],
    ['pinggy', banners.pinggyBanner, banners.pinggyUrl, 'pinggy'],
    ['serveo.net', banners.serveoBanner, banners.serveoUrl, 'serveo'],
    ['tunnels.example', 'at https://ab.tunnels.example', 'https://ab.tunnels.example', 'tunnels.example'],
  ])('to %s takes the URL from the greeting', async (host, banner, url, name) => {
    const program = fakeProgram('ssh', `tell ${quoted(banner)}\nstay`)
    const tunnel = await open(ssh(program, host))
    expect(tunnel).toMatchObject({ url, provider: name, owned: true })
    await tunnel.close()
    expect(alive(program)).toBe(0)
  })

  it('to a server of one’s own is up when the server listens', async () => {
    const program = fakeProgram(
      'ssh',
      "say 'debug1: remote forward success for: listen 8080, connect 127.0.0.1:5000'\nstay",
    )
    const tunnel = await open(ssh(program, 'amina@vps.example.com', { url: 'https://pay.example.com' }))
    expect(tunnel.url).toBe('https://pay.example.com')
    expect(program.runs()[0]?.args).toContain('-R 8080:127.0.0.1:5000 -- amina@vps.example.com')
  })

  it('gives services the empty password that they want, and nobody else one', async () => {
    const program = fakeProgram(
      'ssh',
      `name="\${SSH_ASKPASS:-none}"\ntell "x tunneled with tls termination, https://$name.lhr.life"\nstay`,
    )
    expect((await open(ssh(program, 'localhost.run'))).url).toBe('https://true.lhr.life')
    expect((await open(ssh(program, 'tunnels.example'))).url).toBe('https://none.lhr.life')
  })

  it.each([
    [
      'a question about the host key',
      "printf 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ' >&2\nstay",
      'host-key',
    ],
    ['an unknown host key', "say 'Host key verification failed.'\nexit 255", 'host-key'],
    ['a question for a password', 'printf "amina@vps\'s password: " >&2\nstay', 'tunnel/auth-failed'],
    ['a refusal', "say 'amina@vps: Permission denied (publickey).'\nexit 255", 'tunnel/auth-failed'],
    [
      'a name that nobody knows',
      "say 'ssh: Could not resolve hostname vps: Name or service not known'\nexit 255",
      'unreachable',
    ],
    ['a closed port', "say 'ssh: connect to host vps port 22: Connection refused'\nexit 255", 'unreachable'],
    ['a refused forwarding', "say 'Error: remote port forwarding failed for listen port 8080'\nexit 255", 'failed'],
    ['an early end', 'exit 0', 'failed'],
    ['silence', 'stay', 'timed-out'],
    ['noise without end', 'yes noise', 'timed-out'],
  ])('decodes %s, and leaves nothing', async (_, script, code) => {
    const program = fakeProgram('ssh', script)
    const provider = ssh(program, 'amina@vps', {
      limitMs: code === 'timed-out' ? 500 : 20_000,
      url: 'https://pay.example.com',
    })
    expect(await refusal(provider)).toMatchObject({ name: 'TunnelError', code })
    expect(alive(program)).toBe(0)
  })

  it('that says it is over is over, even if it stays', async () => {
    const program = fakeProgram(
      'ssh',
      `tell ${quoted(banners.serveoBanner)}\nsleep 0.1\nsay 'Host key verification failed.'\nstay`,
    )
    const tunnel = await open(ssh(program, 'serveo'))
    const seen: TunnelChange[] = []
    tunnel.onStatus((change) => seen.push(change))
    await expect.poll(() => seen[0]).toMatchObject({ status: 'closed', reason: { code: 'host-key' } })
    await expect.poll(() => isAlive(program.runs()[0]?.pid ?? 0)).toBe(false)
  })
})

describe.skipIf(isWindows)('opened, dropped, back and closed fifty times', () => {
  it('leaves no process, no socket and no timer', async () => {
    const program = fakeProgram('ssh', `tell ${quoted(banners.localhostRunBanner)}\nstay`)
    const provider = ssh(program, 'localhost.run')
    const resources = () =>
      process.getActiveResourcesInfo().filter((name) => /Process|Pipe|Timeout|Socket/.test(name)).length
    const before = resources()
    for (let cycle = 0; cycle < 50; cycle++) {
      const tunnel = await provider.open({ target }, NEVER)
      const back = new Promise<void>((resolve) => {
        tunnel.onStatus(({ status }) => status === 'connected' && resolve())
      })
      process.kill(program.runs().at(-1)?.pid ?? 0, 'SIGKILL')
      await back
      await tunnel.close()
    }
    expect(program.runs()).toHaveLength(100)
    expect(alive(program)).toBe(0)
    await expect.poll(resources).toBeLessThanOrEqual(before)
  }, 60_000)
})
