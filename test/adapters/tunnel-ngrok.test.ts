import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import { createNgrokProvider, type NgrokProviderOptions } from '../../src/adapters/tunnel-ngrok.ts'
import { findAuthtoken } from '../../src/adapters/tunnel-ngrok-authtoken.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import type { TunnelStatus } from '../../src/tunnel/provider.ts'
import { openTunnelSession } from '../../src/tunnel/session.ts'
import { bundleProgram } from '../helpers/bundle-program.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { type NgrokEdge, type NgrokEdgeOptions, startNgrokEdge } from '../helpers/ngrok-edge.ts'

const NEVER = new AbortController().signal
const TOKEN = 'invented-authtoken-for-tests'
const authtoken = { reveal: () => TOKEN }
const target = 'http://127.0.0.1:9'

const clock: ClockPort = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

async function startEdge(options: NgrokEdgeOptions = {}): Promise<NgrokEdge> {
  const edge = await startNgrokEdge(options)
  onTestFinished(() => edge.close())
  return edge
}

function providerFor(edge: NgrokEdge, options: NgrokProviderOptions = {}) {
  return createNgrokProvider({ serverAddress: edge.address, trust: edge.trust, ...options })
}

/** An app that answers with what it was sent. */
async function startApp(): Promise<string> {
  const server = createServer((request, response) => {
    request.setEncoding('utf8')
    let body = ''
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => response.end(`${request.method} ${request.url} ${body}`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const CALLBACK = 'POST /mpesa/cb HTTP/1.1\r\nHost: a.dev\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'

describe('the ngrok provider', () => {
  it('leads the public URL to the app and takes it off the air on close', async () => {
    const edge = await startEdge()
    const tunnel = await providerFor(edge).open({ target: await startApp(), authtoken }, NEVER)
    expect(tunnel).toMatchObject({ url: edge.url, provider: 'ngrok', owned: true })
    const reply = await edge.exchange(CALLBACK)
    expect(reply).toContain('HTTP/1.1 200 OK')
    expect(reply).toContain('POST /mpesa/cb {}')
    await tunnel.close()
    await tunnel.close()
    expect(edge.calls.map((call) => call.name)).toContain('unbind')
  })

  it('answers for an app that is down', async () => {
    const edge = await startEdge()
    const tunnel = await providerFor(edge).open({ target, authtoken }, NEVER)
    expect(await edge.exchange(CALLBACK)).toContain('502')
    await tunnel.close()
  })

  it('tells ngrok nothing about this machine, and asks for the domain it was given', async () => {
    const edge = await startEdge()
    const domain = 'amina.ngrok-free.dev'
    const tunnel = await providerFor(edge).open({ target: 'http://127.0.0.1:5123', authtoken, domain }, NEVER)
    await tunnel.close()
    const [auth, bind] = [await edge.called('auth'), await edge.called('bind')]
    expect(auth.request).toMatchObject({ Extra: { AuthToken: TOKEN, Hostname: '', Metadata: 'mpesa-doctor' } })
    expect(bind.request).toMatchObject({
      ForwardsTo: 'mpesa-doctor',
      Opts: { Domain: domain },
      Extra: { Metadata: 'mpesa-doctor' },
    })
    const said = JSON.stringify(edge.calls)
    for (const secretOfMachine of [process.cwd(), '5123', String(process.pid)])
      expect(said).not.toContain(secretOfMachine)
  })

  it('comes back after the connection was cut, and tells', async () => {
    const edge = await startEdge()
    const tunnel = await providerFor(edge).open({ target: await startApp(), authtoken }, NEVER)
    const seen: TunnelStatus[] = []
    const back = new Promise<void>((resolve) => {
      tunnel.onStatus(({ status, url }) => {
        seen.push(status)
        expect(url).toBe(edge.url)
        if (status === 'connected') resolve()
      })
    })
    edge.drop()
    await back
    await edge.called('bind', 2)
    expect(seen).toEqual(['closed', 'connected'])
    await expect.poll(() => edge.exchange(CALLBACK)).toContain('POST /mpesa/cb {}')
    await tunnel.close()
    expect(seen).toEqual(['closed', 'connected'])
  })

  it.each([
    ['auth', 'ERR_NGROK_105', 'tunnel/auth-failed'],
    ['auth', 'ERR_NGROK_107', 'tunnel/auth-failed'],
    ['auth', 'ERR_NGROK_108', 'tunnel/limit'],
    ['auth', 'ERR_NGROK_121', 'outdated'],
    ['bind', 'ERR_NGROK_334', 'domain-in-use'],
    ['bind', 'ERR_NGROK_313', 'domain-refused'],
    ['bind', 'ERR_NGROK_324', 'tunnel/limit'],
    ['bind', 'ERR_NGROK_4999', 'failed'],
  ] as const)('reads a refusal of %s with %s as %s, and never repeats the token', async (call, ngrokCode, code) => {
    const edge = await startEdge({ refuse: { [call]: `The token $TOKEN is refused.\r\n\r\n${ngrokCode}\r\n` } })
    const error = await providerFor(edge)
      .open({ target, authtoken }, NEVER)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'TunnelError', code, ngrokCode })
    expect(everythingIn(error)).not.toContain(TOKEN)
  })

  it('never repeats the token of a refusal without a code', async () => {
    const edge = await startEdge({ refuse: { auth: 'The token $TOKEN is refused.' } })
    const opening = providerFor(edge).open({ target, authtoken }, NEVER)
    const error = await opening.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unreachable', ngrokCode: null })
    expect(everythingIn(error)).not.toContain(TOKEN)
  })

  it.each(['auth', 'bind'] as const)('gives up on a service that never answers %s', async (call) => {
    const edge = await startEdge({ silent: [call] })
    const opening = providerFor(edge, { limitMs: 300 }).open({ target, authtoken }, NEVER)
    await expect(opening).rejects.toMatchObject({ code: 'timed-out' })
  })

  it('closes within its limit if the service never confirms', async () => {
    const edge = await startEdge({ silent: ['unbind'] })
    const tunnel = await providerFor(edge, { closeLimitMs: 200 }).open({ target, authtoken }, NEVER)
    await expect(tunnel.close()).rejects.toMatchObject({ code: 'timed-out' })
  })

  it('stops waiting when it is told to', async () => {
    const edge = await startEdge({ silent: ['auth'] })
    const stop = new AbortController()
    const opening = providerFor(edge).open({ target, authtoken }, stop.signal)
    await edge.called('auth')
    stop.abort(new Error('interrupted'))
    await expect(opening).rejects.toThrow('interrupted')
  })

  it('asks for an authtoken before it connects', async () => {
    const edge = await startEdge()
    await expect(providerFor(edge).open({ target }, NEVER)).rejects.toMatchObject({ code: 'tunnel/auth-failed' })
    expect(edge.calls).toEqual([])
  })

  it('names the package to install if it is missing', async () => {
    const load = () => Promise.reject(Object.assign(new Error('missing'), { code: 'ERR_MODULE_NOT_FOUND' }))
    const opening = createNgrokProvider({ load }).open({ target, authtoken }, NEVER)
    await expect(opening).rejects.toMatchObject({
      code: 'not-installed',
      fix: { command: expect.stringContaining('@ngrok/ngrok') },
    })
  })
})

describe('without a session', () => {
  const open = (serverAddress: string) => createNgrokProvider({ serverAddress }).open({ target, authtoken }, NEVER)

  it('tells a name that does not resolve from a port that is closed', async () => {
    await expect(open('name.invalid:443')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('resolved'),
    })
    const server = createTcpServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    await expect(open(`127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`port ${port}`),
    })
  })

  it('looks why nothing happens, long before it gives up', async () => {
    const port = await freePort()
    const hanging = {
      authtoken: () => hanging,
      metadata: () => hanging,
      handleDisconnection: () => hanging,
      handleHeartbeat: () => hanging,
      serverAddr: () => hanging,
      connect: () => new Promise(() => undefined),
    }
    const load = async () =>
      ({
        SessionBuilder: function SessionBuilder() {
          return hanging
        },
      }) as never
    const provider = createNgrokProvider({ serverAddress: `127.0.0.1:${port}`, doubtMs: 10, load })
    await expect(provider.open({ target, authtoken }, NEVER)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`port ${port}`),
    })
  })

  it('tells a certificate that is not trusted from both', async () => {
    const edge = await startEdge()
    await expect(open(edge.address)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('accepts connections'),
    })
  })
})

describe('a session through ngrok', () => {
  it('rewrites the env file, delivers a callback, and puts the file back', async () => {
    const edge = await startEdge()
    const projectDirectory = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-ngrok-'))
    onTestFinished(() => fs.rm(projectDirectory, { recursive: true, force: true }))
    const file = join(projectDirectory, '.env')
    const old = 'MPESA_CALLBACK_URL=https://stale.ngrok-free.dev/mpesa/cb\r\n'
    await fs.writeFile(file, old)
    const ports = { provider: providerFor(edge), writer: createNodeEnvFileWriter(), clock }
    const tunnel = { target: await startApp(), authtoken }
    const request = { tunnel, file, projectDirectory, keys: ['MPESA_CALLBACK_URL'] }
    const session = await openTunnelSession(ports, request, NEVER)
    expect(await fs.readFile(file, 'utf8')).toBe(`MPESA_CALLBACK_URL=${edge.url}/mpesa/cb\r\n`)
    expect(await edge.exchange(CALLBACK)).toContain('POST /mpesa/cb {}')
    expect(await session.close()).toMatchObject({ restored: [{ outcome: 'restored' }], tunnelClosed: true })
    expect(await fs.readFile(file, 'utf8')).toBe(old)
  })
})

describe('a process with a tunnel', () => {
  async function startProcess(whatNext: 'close' | 'stay') {
    const edge = await startEdge()
    const program = await bundleProgram(join(import.meta.dirname, 'tunnel-ngrok-child.ts'))
    onTestFinished(program.remove)
    const child = spawn(process.execPath, [program.path, edge.address, edge.trust, import.meta.filename, whatNext], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    return { edge, child }
  }

  it('ends by itself when the tunnel is closed', async () => {
    const { child } = await startProcess('close')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('stays while the tunnel is open', async () => {
    const { edge, child } = await startProcess('stay')
    for (let count = 0; count < 5; count++) expect(await edge.exchange(CALLBACK)).toContain('502')
    expect(child.exitCode).toBeNull()
  })
})

describe('findAuthtoken', () => {
  const places = { platform: 'linux', home: '/home/amina' } as const
  const read = (files: Readonly<Record<string, string>>) => async (file: string) => {
    const content = files[file]
    if (content === undefined) throw new Error('ENOENT')
    return content
  }

  it('takes the environment first, then the configuration of the agent, new before old', async () => {
    const files = {
      '/home/amina/.config/ngrok/ngrok.yml': 'version: 3\nagent:\n  authtoken: new-invented\n',
      '/home/amina/.ngrok2/ngrok.yml': 'authtoken: old-invented\n',
    }
    const found = [
      await findAuthtoken({ ...places, fromEnvironment: ' env-invented ' }, read(files)),
      await findAuthtoken({ ...places, fromEnvironment: '' }, read(files)),
      await findAuthtoken(places, read({ '/home/amina/.ngrok2/ngrok.yml': files['/home/amina/.ngrok2/ngrok.yml'] })),
    ]
    expect(found.map(({ token }) => token?.reveal())).toEqual(['env-invented', 'new-invented', 'old-invented'])
    expect(JSON.stringify(found)).not.toContain('invented"')
  })

  it('says where it looked, and which file it could not understand', async () => {
    const broken = '/home/amina/.config/ngrok/ngrok.yml'
    expect(await findAuthtoken(places, read({ [broken]: 'agent: [unclosed' }))).toEqual({
      token: null,
      looked: [broken, '/home/amina/.ngrok2/ngrok.yml'],
      unreadable: [broken],
    })
  })
})

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n')
}
