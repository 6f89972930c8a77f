import { once } from 'node:events'
import { type RequestListener, request as toApp } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAuthority, issue } from '../../src/demo/certificates.ts'
import type { TunnelChoice } from '../../src/tunnel/choice.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { makePlace, whileListening } from '../helpers/listening.ts'
import { stkBody } from '../helpers/recorded-events.ts'
import { runCli } from '../helpers/run-cli.ts'
import {
  content,
  launchTunnel,
  linesOf,
  makeTunnelProject,
  runTunnel,
  startApp,
  startEdge,
  tunnelDeps,
} from '../helpers/tunnel-run.ts'

async function startPublic(answer: RequestListener): Promise<string> {
  const { certificate: cert, key } = await issue({ issuer: await createAuthority(), names: ['localhost'] })
  const server = createServer({ cert, key }, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `https://localhost:${(server.address() as AddressInfo).port}`
}

/** Hands on to a port; 502 as long as there is none. */
const proxyTo =
  (portNow: () => number | string | null): RequestListener =>
  (request, response) => {
    const port = portNow()
    const fail = () => response.writeHead(502, { server: 'nginx/1.24.0' }).end('<h1>502 Bad Gateway</h1>')
    if (port === null) return void fail()
    const { method, url, headers } = request
    const onward = toApp({ port, method, path: url, headers, host: '127.0.0.1' }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.pipe(response)
    })
    onward.on('error', fail)
    request.pipe(onward)
  }

async function prepare() {
  const { createTunnelProvider } = await import('../../src/cli/tunnel-providers.ts')
  const edge = await startEdge()
  return {
    edge,
    project: makeTunnelProject(),
    tunnel: { ...tunnelDeps(edge), provider: async (choice: never) => createTunnelProvider(choice) },
  }
}

describe('tunnel --via url', () => {
  it('is ready only once the URL gives the answer of an app, and does not claim where it leads', async () => {
    const [{ edge, project, tunnel }, app] = [await prepare(), await startApp()]
    let port: string | null = null
    const url = await startPublic(proxyTo(() => port))
    const options = { cwd: project.cwd, tunnel }
    const running = launchTunnel(edge, [app.port, '--via', 'url', '--url', url, '--json'], options)
    await running.printed('"tunnel.not-ready"')
    expect(app.bodies).toEqual([])
    port = app.port
    await running.printed('"tunnel.ready"')
    const lines = linesOf(await running.stop())
    const types = lines.map(({ type }) => type).filter((type) => String(type).startsWith('tunnel.'))
    expect(types).toEqual(['tunnel.not-ready', 'tunnel.ready'])
    expect(lines.find(({ type }) => type === 'tunnel.not-ready')).toMatchObject({
      url,
      why: expect.stringContaining('edge/bad-gateway'),
    })
    expect(lines.find(({ type }) => type === 'tunnel.ready')).toMatchObject({ targetSeen: false, app: { status: 200 } })
    expect(project.read()).toBe(content)
  })

  it('never says Ready while a proxy answers in place of the app', async () => {
    const [{ edge, project, tunnel }, app] = [await prepare(), await startApp()]
    const url = await startPublic(proxyTo(() => null))
    const options = { cwd: project.cwd, tunnel }
    const result = await runTunnel(edge, [app.port, '--via', 'url', '--url', url, '--timeout', '900ms'], options)
    expect(result.exitCode).toBe(4)
    expect(result.stdout + result.stderr).not.toMatch(/Ready in|→ http:\/\/127/)
    expect(result.stderr).toContain('502')
    expect(project.read()).toBe(content)
  })

  it('takes an error of the app for an answer', async () => {
    const app = await startApp('127.0.0.1', (_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"no such order"}')
    })
    const { edge, project, tunnel } = await prepare()
    const url = await startPublic(proxyTo(() => app.port))
    const running = launchTunnel(edge, [app.port, '--via', 'url', '--url', url], { cwd: project.cwd, tunnel })
    await running.printed('Ready in')
    const said = (await running.stop()).stderr.replaceAll(/\s+/g, ' ')
    expect(said).toContain(`whether it leads to port ${app.port} cannot be seen from here`)
    expect(said).not.toContain('→ http://127.0.0.1')
  })

  it('leaves nothing of its own in an inbox that stands behind the URL', async () => {
    const place = makePlace()
    const app = await startApp()
    const argv = ['--forward', `http://127.0.0.1:${app.port}`]
    await whileListening(argv, place, async ({ port, url: inbox }) => {
      const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stkBody }
      await (await fetch(`${inbox}/api/callback`, post)).text()
      const { edge, project, tunnel } = await prepare()
      const url = await startPublic(proxyTo(() => port))
      const running = launchTunnel(edge, [app.port, '--via', 'url', '--url', url], { cwd: project.cwd, tunnel })
      await running.printed('Ready in')
      await running.stop()
    })
    // The app was asked all the same; of its own requests only the question itself did not reach it.
    expect(app.bodies.map((body) => body.includes('ws_CO_DOCTOR'))).toEqual([false, true])
    const events = linesOf(await runCli(['events', '--json'], place))
    expect(events).toMatchObject([{ number: 1, message: { kind: 'stk' } }])
  })
})

describe('tunnel --via agent', () => {
  it('is ready without the app, as the agent says where it leads, and does not take its error for an answer', async () => {
    const { edge, project } = await prepare()
    const { createTunnelProvider } = await import('../../src/cli/tunnel-providers.ts')
    const port = await freePort()
    const url = await startPublic((_, response) => {
      response.writeHead(502, { 'ngrok-error-code': 'ERR_NGROK_8012' }).end('ERR_NGROK_8012')
    })
    const target = new URL(`http://localhost:${port}`)
    const ask = async () => [{ provider: 'ngrok', url, host: new URL(url).host, target }]
    const provider = async (choice: TunnelChoice) => createTunnelProvider({ ...choice, ask } as TunnelChoice)
    const options = { cwd: project.cwd, tunnel: { ...tunnelDeps(edge), provider } }
    const running = launchTunnel(edge, [String(port), '--via', 'agent', '--json'], options)
    await running.printed('"tunnel.ready"')
    const lines = linesOf(await running.stop())
    expect(lines.find(({ type }) => type === 'tunnel.ready')).toMatchObject({ targetSeen: true, app: null })
  })
})
