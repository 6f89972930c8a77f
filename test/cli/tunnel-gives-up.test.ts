import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCloudflaredProvider } from '../../src/adapters/tunnel-cloudflared.ts'
import { createSshProvider } from '../../src/adapters/tunnel-ssh.ts'
import { createAuthority, issue } from '../../src/demo/certificates.ts'
import { lingerMs } from '../../src/tunnel/give-up.ts'
import type { TunnelProvider } from '../../src/tunnel/provider.ts'
import { readSshDestination } from '../../src/tunnel/providers/ssh-destination.ts'
import { fakeProgram, isAlive, quoted } from '../helpers/fake-program.ts'
import type { CallName } from '../helpers/ngrok-edge.ts'
import * as banners from '../helpers/tunnel-banners.ts'
import {
  content,
  launchTunnel,
  linesOf,
  makeTunnelProject,
  quickClock,
  runTunnel,
  startApp,
  startEdge,
  startTunnel,
  tunnelDeps,
} from '../helpers/tunnel-run.ts'

const isWindows = process.platform === 'win32'
const refusals = [
  ['an authtoken that was revoked', 'auth', 'ERR_NGROK_107', 'tunnel/auth-failed', 3],
  ['an account that owes money', 'auth', 'ERR_NGROK_103', 'tunnel/limit', 3],
  ['too many agents', 'auth', 'ERR_NGROK_108', 'tunnel/limit', 3],
  ['a domain of somebody else', 'bind', 'ERR_NGROK_320', 'domain-refused', 2],
  ['a domain that is online', 'bind', 'ERR_NGROK_334', 'domain-in-use', 5],
] as const

/** A clock by which minutes pass at once, where only the program waits for them. */
function fastClock() {
  let aheadMs = 0
  return {
    ...quickClock,
    monotonicMs: () => quickClock.monotonicMs() + aheadMs,
    sleep: async (ms: number, signal: AbortSignal) => {
      aheadMs += ms
      await quickClock.sleep(Math.min(ms, 5), signal)
    },
  }
}

/** Codes that `explain` knows stand in front of the message. */
const saysCode = (stderr: string, code: string) =>
  !code.startsWith('tunnel/') || stderr.includes(`mpesa-doctor: ${code}: `)

describe('a tunnel that ngrok refuses', () => {
  it.each(refusals)(
    'at the start ends at once, with its exit code and nothing written: %s',
    async (_, call, ngrokCode, code, exitCode) => {
      const [edge, app, project] = [
        await startEdge({ refuse: { [call]: ngrokCode } }),
        await startApp(),
        makeTunnelProject(),
      ]
      const result = await runTunnel(edge, [app.port], { cwd: project.cwd })
      expect(result.exitCode).toBe(exitCode)
      expect(saysCode(result.stderr, code)).toBe(true)
      expect(result.stderr).toContain(ngrokCode)
      expect(project.read()).toBe(content)
    },
  )

  it.each(refusals.slice(0, 2))(
    'after a drop ends as soon as it is opened anew, and puts everything back: %s',
    async (_, call, ngrokCode, code, exitCode) => {
      const refuse: Partial<Record<CallName, string>> = {}
      const [edge, app, project] = [await startEdge({ refuse }), await startApp(), makeTunnelProject()]
      const running = await startTunnel(edge, [app.port], { cwd: project.cwd, ports: { clock: fastClock() } })
      refuse[call] = ngrokCode
      edge.drop()
      const result = await running.ended
      expect(result.exitCode).toBe(exitCode)
      expect(saysCode(result.stderr, code)).toBe(true)
      expect(project.read()).toBe(content)
    },
  )
})

describe('a public URL that does not lead to the tunnel', () => {
  async function startPublic(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
    const authority = await createAuthority()
    const { certificate: cert, key } = await issue({ issuer: authority, names: ['localhost'] })
    const server = createServer({ cert, key }, (_, response) => void response.writeHead(status, headers).end(body))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return `https://localhost:${(server.address() as AddressInfo).port}`
  }
  const provider = (url: string): TunnelProvider => ({
    name: 'ngrok',
    open: async () => ({
      url,
      provider: 'ngrok',
      owned: true,
      onStatus: () => () => undefined,
      close: async () => undefined,
    }),
  })

  it.each([
    ['a used-up plan', 429, 'ERR_NGROK_727', 'tunnel/limit'],
    ['a URL that is banned', 403, 'ERR_NGROK_3208', 'tunnel/limit'],
    ['a warning page', 200, 'ERR_NGROK_6024', 'tunnel/interstitial'],
  ])('ends at once and says why: %s', async (_, status, ngrokCode, code) => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const url = await startPublic(status, '', { 'ngrok-error-code': ngrokCode })
    const result = await runTunnel(edge, [app.port], { cwd: project.cwd, tunnel: tunnelDeps(edge, provider(url)) })
    expect(result.exitCode).toBe(3)
    expect(saysCode(result.stderr, code)).toBe(true)
    expect(result.stdout + result.stderr).not.toContain('Ready in')
    expect(project.read()).toBe(content)
  })

  it('ends if somebody else answers there for a minute', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const url = await startPublic(200, '<html>Log in</html>')
    const clock = fastClock()
    const startedMs = clock.monotonicMs()
    const result = await runTunnel(edge, [app.port, '--json'], {
      cwd: project.cwd,
      tunnel: tunnelDeps(edge, provider(url)),
      ports: { clock },
    })
    expect(result.exitCode).toBe(3)
    expect(clock.monotonicMs() - startedMs).toBeGreaterThan(lingerMs)
    expect(linesOf(result).filter(({ type }) => type === 'tunnel.not-ready')).toHaveLength(1)
    expect(result.stderr).toContain('Something else')
    expect(project.read()).toBe(content)
  })
})

describe.skipIf(isWindows)('a tunnel of a program', () => {
  const up = {
    cloudflared: `say ${quoted(banners.cloudflaredRequest)} ${quoted(banners.cloudflaredBox())} ${quoted(banners.cloudflaredRegistered)}`,
    ssh: `tell ${quoted(banners.localhostRunBanner)}`,
  }
  const refused = "say 'git@localhost.run: Permission denied (publickey).'\nexit 255"
  const hasty = { ...quickClock, sleep: (ms: number, signal: AbortSignal) => quickClock.sleep(Math.min(ms, 5), signal) }

  function start(name: 'cloudflared' | 'ssh', script: string) {
    const program = fakeProgram(name, script)
    const common = { file: program.file, variables: { PATH: program.path }, platform: 'linux' as const, clock: hasty }
    const destination = readSshDestination('localhost.run', null)
    if (destination === null) throw new Error('no destination')
    const provider =
      name === 'ssh'
        ? createSshProvider({ ...common, destination, url: null, limitMs: 15_000 })
        : createCloudflaredProvider({ ...common, limitMs: 15_000 })
    return { program, provider }
  }

  it.each([
    ['cloudflared', null, 'not-installed'],
    ['ssh', refused, 'tunnel/auth-failed'],
  ] as const)('that cannot come back ends at once, and puts everything back: %s', async (name, then, code) => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    // The first one dies when the test says so; what it is then depends on the case.
    const { program, provider } = start(name, `${up[name]}\nstay`)
    const running = launchTunnel(edge, [app.port, '--json'], {
      cwd: project.cwd,
      tunnel: tunnelDeps(edge, provider),
      ports: { clock: hasty },
    })
    await running.printed('"env-file.changed"')
    expect(project.read()).not.toBe(content)
    if (then === null) rmSync(program.file)
    else program.does(then)
    process.kill(program.runs()[0]?.pid ?? 0)
    const result = await running.ended
    expect(result.exitCode).toBe(3)
    expect(saysCode(result.stderr, code)).toBe(true)
    expect(project.read()).toBe(content)
    expect(program.runs().filter(({ pid }) => isAlive(pid))).toEqual([])
  })

  it('that is only refused for now is tried again', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const { program, provider } = start('cloudflared', `${up.cloudflared}\nstay`)
    const running = launchTunnel(edge, [app.port, '--json'], {
      cwd: project.cwd,
      tunnel: tunnelDeps(edge, provider),
      ports: { clock: hasty },
    })
    await running.printed('"env-file.changed"')
    program.does(`say ${quoted(banners.cloudflaredLimited)}\nexit 1`)
    process.kill(program.runs()[0]?.pid ?? 0)
    await running.printed('"tunnel.waiting"')
    expect((await running.stop()).exitCode).toBe(130)
    expect(project.read()).toBe(content)
  })
})
