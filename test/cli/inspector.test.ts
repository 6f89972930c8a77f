import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EventDetail, EventList, ReplayResult } from '../../src/inbox/inspector-api.ts'
import { ask, makePage, openStream } from '../helpers/inspector-client.ts'
import { type CliOptions, type CliResult, envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import {
  callback,
  makeTunnelProject,
  path,
  quickClock,
  startEdge,
  startApp as startTunnelApp,
  tunnelDeps,
} from '../helpers/tunnel-run.ts'

const success = JSON.stringify({
  Body: {
    stkCallback: {
      MerchantRequestID: '29115-34620561-1',
      CheckoutRequestID: 'ws_CO_061020261419531708374149',
      ResultCode: 0,
      ResultDesc: 'The service request is processed successfully.',
      CallbackMetadata: { Item: [{ Name: 'PhoneNumber', Value: 254708374149 }] },
    },
  },
})

async function startApp() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    bodies.push(text)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ResultCode":0}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}

function place(extra: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'mpesa-doctor-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return { cwd: makeProject({ '.env': envFile(extra) }), variables: { HOME: home }, page: makePage() }
}

interface Running {
  /** Address of the page. */
  readonly url: string
  readonly base: string
  get<T>(path: string): Promise<T>
  replay(number: number, body?: string): Promise<ReplayResult>
  stop(): Promise<CliResult>
}

/** Runs a command until it has said where its page is. */
async function launch(argv: readonly string[], where: CliOptions, ready: RegExp): Promise<Running> {
  let interrupt: (name: string) => void = () => undefined
  let output = ''
  let isReady: (url: string) => void = () => undefined
  const found = new Promise<string>((resolve) => {
    isReady = resolve
  })
  const ended = runCli(argv, {
    ...where,
    onReady: (signal) => {
      interrupt = signal
    },
    onWrite: (_, text) => {
      output += text
      const url = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{48}\//.exec(output)?.[0]
      if (url !== undefined && ready.test(output)) isReady(url)
    },
  })
  const stop = (): Promise<CliResult> => {
    interrupt('SIGINT')
    return ended
  }
  onTestFinished(() => void stop())
  const url = await Promise.race([
    found,
    ended.then((end) => {
      throw new Error(`ended: ${JSON.stringify(end)}`)
    }),
  ])
  return { ...client(url), stop }
}

function client(url: string): Omit<Running, 'stop'> {
  const { pathname: base, origin } = new URL(url)
  return {
    url,
    base,
    get: async <T>(path: string) => JSON.parse((await ask(url, `${base}${path}`)).text) as T,
    replay: async (number, body = '{}') =>
      JSON.parse(
        (
          await ask(url, `${base}api/events/${number}/replay`, {
            method: 'POST',
            headers: { Origin: origin, 'Content-Type': 'application/json' },
            body,
          })
        ).text,
      ) as ReplayResult,
  }
}

const send = (url: string, body = success) =>
  fetch(`${url}/api/payments/callback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '196.201.214.200' },
    body,
  })

describe('listen --ui', () => {
  it('shows what comes as it comes, in full and masked, and sends it again', async () => {
    const app = await startApp()
    const port = await freePort()
    const where = place()
    const running = await launch(['listen', port, '--forward', app.url, '--ui', '--ui-port', '0'], where, /Ready\./)
    const stream = await openStream(running.url, `${running.base}api/stream?after=0`)
    await send(`http://127.0.0.1:${port}`)
    const seen = await stream.until('event: answered')
    expect(seen).toContain('event: arrived\ndata: {"number":1,')
    expect(seen).toContain('"messageId":"ws_CO_061020261419531708***149"')
    expect(seen).not.toContain('708374149')
    expect(await running.get<EventList>('api/events')).toMatchObject({
      last: 1,
      events: [{ number: 1, kind: 'stk', fromSafaricom: true, answer: { status: 200, reason: null } }],
    })
    const detail = await running.get<EventDetail>('api/events/1')
    expect(detail.cannotReplay).toBeNull()
    expect(detail.curl).toContain(`'${app.url}/api/payments/callback'`)
    expect(JSON.stringify(detail)).not.toContain('708374149')

    expect(await running.replay(1)).toMatchObject({ kind: 'answered', status: 200, body: '{"ResultCode":0}' })
    expect(app.bodies).toEqual([success, success])
    await running.replay(1, '{"set":["ResultCode=1032"]}')
    expect(app.bodies.at(-1)).toBe(success.replace('"ResultCode":0', '"ResultCode":1032'))
    expect(await running.replay(1, '{"set":["Nothing=1"]}')).toMatchObject({ kind: 'refused' })
    expect(app.bodies.length).toBe(3)

    // A reader that is still there keeps nothing open.
    const { exitCode, stderr, stdout } = await running.stop()
    expect(exitCode).toBe(0)
    await stream.ended
    const token = running.base.slice(1, -1)
    expect(stderr.split('\n')).toContain(`Page: ${running.url}`)
    expect(stderr.split(token).length + stdout.split(token).length).toBe(3)
  })

  it('says where the page is as JSON for programs', async () => {
    const port = await freePort()
    const running = await launch(['listen', port, '--no-forward', '--ui-port', '0', '--json'], place(), /inbox\.ready/)
    const { stdout, stderr } = await running.stop()
    expect(stdout.split('\n').map((line) => (line === '' ? null : JSON.parse(line)))).toContainEqual({
      type: 'ui.ready',
      url: running.url,
    })
    expect(stderr).not.toContain(running.base)
  })

  it('sends nothing again in production, or without an app', async () => {
    const app = await startApp()
    const port = await freePort()
    const where = place({ MPESA_ENVIRONMENT: 'production', MPESA_SHORTCODE: '600123' })
    const running = await launch(['listen', port, '--forward', app.url, '--ui-port', '0'], where, /Ready\./)
    await send(`http://127.0.0.1:${port}`)
    expect(await running.replay(1)).toMatchObject({ kind: 'refused', why: expect.stringContaining('production') })
    expect((await running.get<EventDetail>('api/events/1')).cannotReplay).toContain('production')
    expect(app.bodies.length).toBe(1)
    await running.stop()

    const other = await freePort()
    const alone = await launch(['listen', other, '--no-forward', '--ui-port', '0'], place(), /Ready\./)
    expect((await send(`http://127.0.0.1:${other}`)).status).toBe(503)
    expect(await alone.replay(1)).toMatchObject({ kind: 'refused', why: expect.stringContaining('No app') })
    await alone.stop()
  })

  it('sends nothing again once the env file says production', async () => {
    const app = await startApp()
    const port = await freePort()
    const where = place()
    const running = await launch(['listen', port, '--forward', app.url, '--ui-port', '0'], where, /Ready\./)
    await send(`http://127.0.0.1:${port}`)
    expect(await running.replay(1)).toMatchObject({ kind: 'answered' })
    const production = envFile({ MPESA_ENVIRONMENT: 'production', MPESA_SHORTCODE: '600123' })
    writeFileSync(join(where.cwd, '.env'), production)
    expect(await running.replay(1)).toMatchObject({ kind: 'refused', why: expect.stringContaining('production') })
    writeFileSync(join(where.cwd, '.env'), envFile({}))
    expect(await running.replay(1)).toMatchObject({ kind: 'answered' })
    expect(app.bodies.length).toBe(3)
    await running.stop()
  })

  it('names what is wrong with the port of the page before anything is served', async () => {
    const app = await startApp()
    const taken = new URL(app.url).port
    const port = await freePort()
    const refused = await runCli(['listen', port, '--no-forward', '--ui-port', taken], place())
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining(`Port ${taken} is taken`)])
    await expect(send(`http://127.0.0.1:${port}`)).rejects.toThrow()
    expect((await runCli(['listen', '--ui-port', '70000'], place())).exitCode).toBe(2)
    const missing = await runCli(['listen', port, '--no-forward', '--ui'], { ...place(), page: '/nowhere' })
    expect([missing.exitCode, missing.stderr]).toEqual([3, expect.stringContaining('/nowhere')])
  })
})

describe('events --ui', () => {
  it('shows what was recorded before', async () => {
    const app = await startApp()
    const port = await freePort()
    const where = place()
    const recording = await launch(['listen', port, '--forward', app.url, '--ui-port', '0'], where, /Ready\./)
    await send(`http://127.0.0.1:${port}`)
    await recording.stop()
    const running = await launch(['events', '--ui', '--ui-port', '0', '--app-url', app.url], where, /Ctrl-C/)
    expect(await running.get<EventList>('api/events')).toMatchObject({ last: 1 })
    expect(await running.replay(1)).toMatchObject({ kind: 'answered', status: 200 })
    expect(app.bodies).toEqual([success, success])
    expect((await running.stop()).exitCode).toBe(0)
  })
})

describe('tunnel --ui', () => {
  it('shows what comes through the tunnel, and ends with it', async () => {
    const edge = await startEdge()
    const app = await startTunnelApp()
    const { cwd } = makeTunnelProject()
    const running = await launch(
      ['tunnel', app.port, '--ui-port', '0', '--ngrok-api', 'http://127.0.0.1:9', ...edge.front.connectTo],
      { ...place(), cwd, tunnel: tunnelDeps(edge), ports: { clock: quickClock } },
      /Ready in/,
    )
    const { get, url, base, replay } = running
    const stream = await openStream(url, `${base}api/stream?after=0`)
    await edge.exchange(callback(success))
    await stream.until('event: answered')
    // What this tool sends itself to prove the way is none of it.
    expect((await get<EventList>('api/events')).events).toMatchObject([{ number: 1, target: path, kind: 'stk' }])
    expect(await replay(1)).toMatchObject({ kind: 'answered', status: 200 })
    expect((await running.stop()).exitCode).toBe(0)
    await stream.ended
  })

  it('is refused where nothing is kept', async () => {
    const { cwd } = makeTunnelProject()
    expect((await runCli(['tunnel', '5000', '--ui', '--no-record'], { cwd, page: makePage() })).exitCode).toBe(2)
  })
})
