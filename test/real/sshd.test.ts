import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createSshProvider } from '../../src/adapters/tunnel-ssh.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import { TunnelError } from '../../src/tunnel/errors.ts'
import type { OpenTunnel, TunnelChange } from '../../src/tunnel/provider.ts'
import { readSshDestination, readSshRemote } from '../../src/tunnel/providers/ssh-destination.ts'
import { type SshService, sshServices } from '../../src/tunnel/providers/ssh-services.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { suiteName } from './find-program.ts'
import { clientConfig, type SshServer, ssh, sshd, startServer } from './ssh-server.ts'

const user = userInfo().username

/** Pauses between attempts take no time. */
const hasty: ClockPort = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep([1_000, 2_000, 4_000, 8_000].includes(ms) ? 50 : ms, signal),
}

interface Wish {
  readonly remote: string
  readonly url?: string
  readonly key?: string
  readonly known?: string
  readonly service?: SshService | null
}

function provider(server: SshServer, { remote, url, key = 'client', known = 'known', service = null }: Wish) {
  const destination = readSshDestination(`${user}@127.0.0.1:${server.port}`, readSshRemote(remote))
  if (destination === null) throw new Error('no destination')
  return createSshProvider({
    file: ssh ?? '',
    args: ['-F', clientConfig(server, key, known)],
    destination: { ...destination, service },
    url: url ?? null,
    variables: { PATH: process.env.PATH, HOME: server.folder },
    platform: process.platform,
    clock: hasty,
    limitMs: 12_000,
  })
}

async function startApp(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(`app got ${request.method} ${request.url}`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function open(server: SshServer, wish: Wish): Promise<OpenTunnel> {
  const tunnel = await provider(server, wish).open({ target: await startApp() }, new AbortController().signal)
  onTestFinished(() => tunnel.close())
  return tunnel
}

async function refusal(server: SshServer, wish: Wish): Promise<unknown> {
  const opening = provider(server, wish).open({ target: 'http://127.0.0.1:9' }, new AbortController().signal)
  return opening.then(
    () => 'opened',
    (error: unknown) => (error instanceof TunnelError ? error.code : error),
  )
}

const post = async (url: string) =>
  (await fetch(`${url}/mpesa/cb?x=1`, { method: 'POST', body: '{}', headers: { connection: 'close' } })).text()

const anyPort = { remote: '127.0.0.1:0', url: 'http://127.0.0.1' }

describe.skipIf(sshd === null || ssh === null)(
  suiteName('a real sshd on loopback', ssh === null ? null : sshd, 'sshd', 'SSHD'),
  () => {
    it('brings a callback to the app, until the tunnel is closed', async () => {
      const server = await startServer()
      const tunnel = await open(server, anyPort)
      expect(tunnel.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(tunnel).toMatchObject({ provider: '127.0.0.1', owned: true })
      expect(await post(tunnel.url)).toBe('app got POST /mpesa/cb?x=1')
      await tunnel.close()
      await expect(post(tunnel.url)).rejects.toThrow()
    })

    it('listens on the port that it was told, under the URL that was given', async () => {
      const [server, port] = [await startServer(), await freePort()]
      const tunnel = await open(server, { remote: String(port), url: `http://127.0.0.1:${port}` })
      expect(await post(tunnel.url)).toContain('app got POST')
    })

    it('takes the URL from what a session prints', async () => {
      const server = await startServer(
        'ForceCommand echo Welcome to https://docs.tunnels.example/start; echo at https://ab12.tunnels.example; sleep 600',
      )
      expect((await open(server, { remote: '127.0.0.1:0' })).url).toBe('https://ab12.tunnels.example')
    })

    it('comes back after its connection was cut, and tells the port that it has now', async () => {
      const server = await startServer()
      const tunnel = await open(server, anyPort)
      const seen: TunnelChange[] = []
      tunnel.onStatus((change) => seen.push(change))
      server.drop()
      await expect.poll(() => seen.at(-1)?.status, { timeout: 10_000 }).toBe('connected')
      expect(seen[0]).toMatchObject({ status: 'closed', url: tunnel.url, reason: { name: 'TunnelError' } })
      expect(await post(seen.at(-1)?.url ?? '')).toContain('app got POST')
    })

    it.each<[string, Partial<Wish>, string]>([
      ['a key that was never accepted', { known: 'nothing' }, 'host-key'],
      ['a user who is not let in', { key: 'stranger' }, 'tunnel/auth-failed'],
    ])('tells %s', async (_, wish, code) => {
      expect(await refusal(await startServer(), { ...anyPort, ...wish })).toBe(code)
    })

    it('tells a server that shows another key than before', async () => {
      const server = await startServer()
      const stranger = execFileSync('cut', ['-d', ' ', '-f', '1,2', join(server.folder, 'stranger.pub')], {
        encoding: 'utf8',
      })
      writeFileSync(join(server.folder, 'other'), `[127.0.0.1]:${server.port} ${stranger}`)
      expect(await refusal(server, { ...anyPort, known: 'other' })).toBe('host-key')
    })

    it('tells a port that is taken, and a server that forwards nothing', async () => {
      const port = new URL(await startApp()).port
      expect(await refusal(await startServer(), { remote: `127.0.0.1:${port}`, url: 'http://127.0.0.1' })).toBe(
        'failed',
      )
      expect(await refusal(await startServer('PermitListen none'), anyPort)).toBe('failed')
    })

    it('tells a server that is gone', async () => {
      const server = await startServer()
      await server.stop()
      expect(await refusal(server, anyPort)).toBe('unreachable')
    })

    it('asks nobody for a password: a service that wants one gets an empty one', async () => {
      const server = await startServer('PasswordAuthentication yes\nLogLevel DEBUG1')
      const service = sshServices.find(({ name }) => name === 'pinggy') ?? null
      const opening = provider(server, { remote: '127.0.0.1:0', key: 'missing', known: 'nobody', service }).open(
        { target: 'http://127.0.0.1:9' },
        new AbortController().signal,
      )
      await expect(opening).rejects.toMatchObject({ code: 'tunnel/auth-failed' })
      await expect.poll(server.said).toContain('service ssh-connection method password')
    })

    it('opens and closes ten times without a session left over', async () => {
      const server = await startServer()
      const ssh = provider(server, anyPort)
      const target = await startApp()
      for (let count = 0; count < 10; count++) {
        const tunnel = await ssh.open({ target }, new AbortController().signal)
        expect(await post(tunnel.url)).toContain('app got')
        await tunnel.close()
      }
      await expect
        .poll(async () => {
          await sleep(10)
          return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`-p ${server.port} -R`)
        })
        .toBe(false)
    })
  },
)
