import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNgrokProvider } from '../../src/adapters/tunnel-ngrok.ts'
import { OutputError } from '../../src/cli/deps.ts'
import { secret } from '../../src/core/secret.ts'
import type { OpenTunnel, TunnelChange } from '../../src/tunnel/provider.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { makeProject, runCli } from '../helpers/run-cli.ts'
import {
  callback,
  content,
  launchTunnel,
  linesOf,
  makeTunnelProject,
  path,
  runTunnel,
  startApp,
  startEdge,
  startTunnel,
  token,
  tunnelDeps,
} from '../helpers/tunnel-run.ts'

const stk = JSON.stringify({
  Body: { stkCallback: { CheckoutRequestID: 'ws_CO_061020261419531708374149', ResultCode: 0, ResultDesc: 'Done.' } },
})
const textsOf = (lines: readonly Readonly<Record<string, unknown>>[], type: string) =>
  lines.filter((line) => line.type === type)

describe('the variables that a tunnel rewrites', () => {
  const five = [
    'MPESA_C2B_VALIDATION_URL',
    'MPESA_RESULT_URL',
    'MPESA_TIMEOUT_URL',
    'MPESA_CALLBACK_URL',
    'C2B_CONFIRM',
  ]
  const file = five.map((key, index) => `${key}=https://old.example.dev/${index}\n`).join('')

  it('are all that Safaricom calls, by the names that they have here', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject(file)]
    writeFileSync(
      join(project.cwd, 'mpesa-doctor.config.json'),
      '{ "variables": { "MPESA_C2B_CONFIRMATION_URL": "C2B_CONFIRM" } }',
    )
    const running = await startTunnel(edge, [port, '--json'], { cwd: project.cwd })
    expect(project.read()).toBe(file.replaceAll('https://old.example.dev', edge.url))
    const ready = linesOf(await running.stop()).find(({ type }) => type === 'tunnel.ready')
    expect(Object.keys(ready?.keys ?? {}).sort()).toEqual([...five].sort())
    expect(project.read()).toBe(file)
  })

  it('are only those with a route, and a word is said of the others', async () => {
    const some = `MPESA_CALLBACK_URL=https://o.dev/cb\nMPESA_RESULT_URL=https://o.dev\nMPESA_TIMEOUT_URL=\n`
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject(some)]
    writeFileSync(join(project.cwd, '.env.example'), 'MPESA_C2B_VALIDATION_URL=https://o.dev/v\n')
    const running = await startTunnel(edge, [port, '--json'], { cwd: project.cwd })
    expect(project.read()).toBe(some.replace('https://o.dev/cb', `${edge.url}/cb`))
    const warnings = textsOf(linesOf(await running.stop()), 'warning')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ text: expect.stringContaining('MPESA_RESULT_URL') })
  })
})

describe('a tunnel is ready', () => {
  it('only when a request to the public URL came back; Ctrl-C before is exit 130', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    // The public side leads nowhere.
    await edge.front.close()
    let now = 0
    const clock = {
      now: () => new Date(now),
      monotonicMs: () => now,
      sleep: async (ms: number, signal: AbortSignal) => {
        signal.throwIfAborted()
        now += ms
        await new Promise((resolve) => setImmediate(resolve))
        signal.throwIfAborted()
      },
    }
    const running = launchTunnel(edge, [port, '--json'], { cwd: project.cwd, ports: { clock } })
    await running.printed('"tunnel.not-ready"')
    expect(project.read()).toContain(edge.url)
    const result = await running.stop()
    expect(result.exitCode).toBe(130)
    expect(textsOf(linesOf(result), 'tunnel.ready')).toEqual([])
    expect(textsOf(linesOf(result), 'tunnel.not-ready')).toMatchObject([
      { why: expect.stringContaining('ECONNREFUSED') },
    ])
    expect(project.read()).toBe(content)
  })

  it('and --timeout before that is exit 4', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    await edge.front.close()
    expect((await runTunnel(edge, [port, '--timeout', '300ms'], { cwd: project.cwd })).exitCode).toBe(4)
    expect(project.read()).toBe(content)
  })

  it('after the app behind it was asked, with a callback that can settle nothing', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [app.port], { cwd: project.cwd })
    expect(app.bodies).toHaveLength(1)
    expect(JSON.parse(app.bodies[0] ?? '')).toMatchObject({
      Body: { stkCallback: { CheckoutRequestID: expect.stringMatching(/^ws_CO_DOCTOR/), ResultCode: 1037 } },
    })
    expect(edge.front.paths).toEqual([expect.stringMatching(/^\/mpesa-doctor-round-trip\/\w{32}$/), `${path}?x=1`])
    // What asks for the proof itself is neither shown nor kept.
    expect((await running.stop()).stdout).not.toContain('-->')
    expect((await runCli(['events', '--json'], { cwd: project.cwd })).stdout).toBe('')
  })

  it('and says what is wrong with the answer of the app', async () => {
    const refuse = await startApp('127.0.0.1', (_, response) => {
      response.writeHead(405, { allow: 'GET, HEAD' }).end('Method Not Allowed')
    })
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const running = await startTunnel(edge, [refuse.port, '--json'], { cwd: project.cwd })
    const lines = linesOf(await running.stop())
    expect(textsOf(lines, 'warning')).toMatchObject([{ text: expect.stringContaining('app/method-not-allowed') }])
    expect(textsOf(lines, 'tunnel.ready')).toMatchObject([{ app: { status: 405 } }])
  })

  it('without an app, which is greeted when it comes up', async () => {
    const [edge, project, port] = [await startEdge(), makeTunnelProject(), await freePort()]
    const running = await startTunnel(edge, [String(port)], { cwd: project.cwd })
    expect(await edge.exchange(callback(stk))).toContain('503 Service Unavailable')
    await startApp('::1', undefined, port)
    await running.printed('The app is up and answered 200')
    expect(await edge.exchange(callback(stk))).toContain('app got POST')
    await running.stop()
  })
})

describe('a tunnel keeps callbacks', () => {
  it('as the inbox does, and replay finds them', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [app.port], { cwd: project.cwd })
    await edge.exchange(callback(stk))
    const { stdout } = await running.stop()
    expect(stdout).toMatch(/--> POST \/api\/payments\/callback stk 0 "Done\." \[ws_CO_061020261419531708\*\*\*149\]/)
    expect(stdout).toMatch(/<-- 200 \d+ ms {2}#1/)
    const listed = await runCli(['events', '--json'], { cwd: project.cwd })
    expect(linesOf(listed)).toMatchObject([{ number: 1, message: { kind: 'stk' } }])
  })

  it('unless it is told not to', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [app.port, '--no-record', '--json'], { cwd: project.cwd })
    await edge.exchange(callback(stk))
    const lines = linesOf(await running.stop())
    expect(textsOf(lines, 'callback.answered')).toMatchObject([{ number: 0, answer: { status: 200 } }])
    expect(textsOf(lines, 'tunnel.ready')).toMatchObject([{ inbox: null }])
    expect(existsSync(join(project.cwd, '.mpesa-doctor', 'inbox'))).toBe(false)
  })

  it.each([
    ['locked by another process', (cwd: string) => ['--cwd', cwd]],
    ['in the place of a file', undefined],
  ])('where it can: an inbox that is %s is said, and callbacks reach the app', async (_, hold) => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const first = hold && (await startTunnel(await startEdge(), [app.port, '--print'], { cwd: project.cwd }))
    if (first === undefined) writeFileSync(join(project.cwd, '.mpesa-doctor'), 'a file')
    const running = await startTunnel(edge, [app.port, '--print', '--json'], { cwd: project.cwd })
    expect(await edge.exchange(callback(stk))).toContain('app got POST')
    const result = await running.stop()
    expect(result.exitCode).toBe(0)
    expect(textsOf(linesOf(result), 'warning')).toMatchObject([
      { text: expect.stringContaining('callbacks are not kept') },
    ])
    await first?.stop()
  })
})

describe('--ready-file', () => {
  it('is there, whole, as long as the tunnel can be used', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const place = join(project.cwd, 'ready.json')
    // As a run that was killed leaves it.
    writeFileSync(place, '{"type":"tunnel.ready","url":"https://gone.example"}')
    const running = await startTunnel(edge, [port, '--ready-file', 'ready.json'], { cwd: project.cwd })
    expect(JSON.parse(readFileSync(place, 'utf8'))).toMatchObject({
      type: 'tunnel.ready',
      url: edge.url,
      pid: process.pid,
      keys: { MPESA_CALLBACK_URL: `${edge.url}${path}?x=1` },
    })
    await running.stop()
    expect(project.files()).toEqual(['.env', '.mpesa-doctor'])
  })

  it.each(['.env', 'no/such/folder/ready.json'])('is refused at %s, and nothing is opened', async (place) => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    expect((await runTunnel(edge, ['5000', '--ready-file', place], { cwd: project.cwd })).exitCode).toBe(2)
    expect(edge.calls).toEqual([])
    expect(project.read()).toBe(content)
  })
})

describe('a tunnel whose URL changes', () => {
  it('is followed by the env file, which gets its first value back at the end', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const ngrok = createNgrokProvider({ serverAddress: edge.address, trust: edge.trust })
    let tell: (change: TunnelChange) => void = () => undefined
    const provider = {
      name: 'ngrok',
      open: async (...args: Parameters<typeof ngrok.open>): Promise<OpenTunnel> => ({
        ...(await ngrok.open(...args)),
        onStatus(listener) {
          tell = listener
          return () => undefined
        },
      }),
    }
    const running = await startTunnel(edge, [port, '--json'], { cwd: project.cwd, tunnel: tunnelDeps(edge, provider) })
    tell({ status: 'closed', url: edge.url })
    tell({ status: 'connected', url: 'https://other-heron.ngrok-free.dev' })
    await running.printed('"tunnel.moved"')
    expect(project.read()).toBe(content.replace('https://old.ngrok-free.dev', 'https://other-heron.ngrok-free.dev'))
    const result = await running.stop()
    expect(result.exitCode).toBe(0)
    expect(project.read()).toBe(content)
  })
})

describe('a tunnel that somebody else opened', () => {
  it('leads to the app directly, and callbacks are not seen here', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const own = await createNgrokProvider({ serverAddress: edge.address, trust: edge.trust }).open(
      { target: `http://127.0.0.1:${app.port}`, authtoken: secret(token) },
      new AbortController().signal,
    )
    const { createTunnelProvider } = await import('../../src/cli/tunnel-providers.ts')
    const tunnel = { ...tunnelDeps(edge), provider: async (choice: never) => createTunnelProvider(choice) }
    const running = await startTunnel(edge, [app.port, '--via', 'url', '--url', edge.url], { cwd: project.cwd, tunnel })
    expect(project.read()).toContain(edge.url)
    expect(app.bodies.at(-1)).toContain('ws_CO_DOCTOR')
    expect(await edge.exchange(callback(stk))).toContain('app got POST')
    const { exitCode, stderr } = await running.stop()
    expect(exitCode).toBe(0)
    expect(stderr.replaceAll('\n', ' ')).toContain('neither shown nor kept')
    expect(project.read()).toBe(content)
    expect(edge.isBound).toBe(true)
    await own.close()
  })
})

describe('a tunnel that fails in the middle', () => {
  it('puts everything back when its output cannot be written any more', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    let isFull = false
    const running = launchTunnel(edge, [port], {
      cwd: project.cwd,
      beforeWrite: (stream) => {
        if (isFull && stream === 'stdout') throw new OutputError('ENOSPC')
      },
    })
    await running.printed('Ready in')
    isFull = true
    // Whoever sent it gets the answer of the app all the same.
    expect(await edge.exchange(callback(stk))).toContain('app got POST')
    expect((await running.ended).exitCode).toBe(70)
    expect(project.read()).toBe(content)
    expect(edge.isBound).toBe(false)
  })

  it('ends with exit 5 if the env file cannot be taken back, and the journal stays', async () => {
    const [edge, { port }] = [await startEdge(), await startApp()]
    const cwd = makeProject({ '.env': content })
    const running = await startTunnel(edge, [port], { cwd })
    writeFileSync(join(cwd, '.env'), 'MPESA_CALLBACK_URL=https://theirs.example/cb\n')
    expect((await running.stop()).exitCode).toBe(5)
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe('MPESA_CALLBACK_URL=https://theirs.example/cb\n')
  })
})
