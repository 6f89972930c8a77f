import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { issue } from '../../src/demo/certificates.ts'
import { ordinaryPort, startApp } from '../helpers/app-process.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { ngrokEndpoints, startAgent } from '../helpers/fake-agent.ts'
import { answeringOnce, freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const host = 'wise-lion.ngrok-free.app'
// By http, so that the public side needs no certificate.
const callback = `http://${host}/api/cb`
const isLinux = process.platform === 'linux'

function http(status: string, body: string, ...headers: readonly string[]): string {
  const lines = [`HTTP/1.1 ${status}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, ...headers]
  return `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`
}

const ack = http('200 OK', '{"ResultCode":0,"ResultDesc":"Accepted"}')
const gone = http('404 Not Found', '', 'Ngrok-Error-Code: ERR_NGROK_3200')
const nobody = http('502 Bad Gateway', '', 'Ngrok-Error-Code: ERR_NGROK_8012')

/** Project files beside the env file, whose callback URL is that of the tunnel. */
function project(files: Readonly<Record<string, string>> = {}, variables: Readonly<Record<string, string>> = {}) {
  return makeProject({ '.env': envFile({ MPESA_CALLBACK_URL: callback, ...variables }), ...files })
}

/** The public side: whoever connects to the host of the callback URL gets this answer. */
async function publicSide(answer: string, at = host): Promise<readonly string[]> {
  const server = await startHostileServer(answeringOnce(answer))
  onTestFinished(server.close)
  return ['--connect-to', `${at}:80:127.0.0.1:${server.endpoint.port}`]
}

async function probe(cwd: string, ...argv: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCli(['probe', '--json', '--skip', 'url', '--budget', '2s', ...argv], {
    cwd,
  })
  expect(stderr).toBe('')
  const document = JSON.parse(stdout) as ReportJson
  const check = (id: string) => document.checks.find((one) => one.id === id)
  const findings = document.checks.flatMap((one) => one.findings.filter(({ severity }) => severity !== 'info'))
  return { exitCode, check, codes: findings.map(({ code }) => code), findings, document }
}

async function config(cwd: string, ...argv: readonly string[]) {
  const { stdout } = await runCli(['config', '--json', ...argv], { cwd })
  return JSON.parse(stdout) as Readonly<Record<string, { value: unknown; origin: string }>>
}

/** An agent that nobody runs. */
const noAgent = async () => ['--ngrok-api', `http://127.0.0.1:${await freePort()}`]

describe('the tunnel of the callback URL', () => {
  it('shows where the app is, and leads there', async () => {
    const cwd = project()
    const app = await startApp(makeProject({}))
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, `http://localhost:${app.port}`]))
    const { exitCode, codes, check, document } = await probe(cwd, '--ngrok-api', agent.url, ...(await publicSide(ack)))
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(document.target.appUrl).toBe(`http://localhost:${app.port}`)
    for (const id of ['tunnel-url', 'tunnel-alive', 'tunnel-port', 'app-listening', 'app-route'])
      expect([id, check(id)?.status]).toEqual([id, 'pass'])
    const shown = await config(cwd, '--ngrok-api', agent.url)
    expect(shown.appUrl).toEqual({
      value: `http://localhost:${app.port}`,
      origin: expect.stringMatching(/^detected: the ngrok tunnel/),
    })
    expect(shown.ngrokApi).toEqual({ value: agent.url, origin: '--ngrok-api' })
  })

  it('has changed', async () => {
    const cwd = project()
    const agent = await startAgent(ngrokEndpoints(['https://brave-cat.ngrok-free.app', 'http://localhost:1']))
    const online = await probe(cwd, '--ngrok-api', agent.url, ...(await publicSide(gone)))
    expect(online.exitCode).toBe(1)
    expect(online.codes).toContain('tunnel/url-changed')
    expect(online.findings.find(({ code }) => code === 'tunnel/url-changed')).toMatchObject({
      evidence: { callbackHost: host, tunnels: [{ url: 'https://brave-cat.ngrok-free.app' }] },
      location: { file: '.env' },
    })
  })

  it.runIf(isLinux)('has changed, which is seen offline where the agent leads to the app', async () => {
    const cwd = project()
    const app = await startApp(cwd)
    const agent = await startAgent(ngrokEndpoints(['https://brave-cat.ngrok-free.app', `http://localhost:${app.port}`]))
    const { exitCode, codes } = await probe(cwd, '--ngrok-api', agent.url, '--offline')
    expect({ exitCode, codes }).toEqual({ exitCode: 1, codes: ['tunnel/url-changed'] })
  })

  it('is none of the agent, which serves another project', async () => {
    const cwd = project({}, { PORT: '29999' })
    const agent = await startAgent(ngrokEndpoints(['https://brave-cat.ngrok-free.app', 'http://localhost:1']))
    const { codes } = await probe(cwd, '--ngrok-api', agent.url, ...(await publicSide(gone)))
    expect(codes).not.toContain('tunnel/url-changed')
    expect(codes).toContain('tunnel/offline')
  })

  it.runIf(isLinux)('leads past the app', async () => {
    const cwd = project()
    const app = await startApp(cwd)
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, `http://localhost:${await freePort()}`]))
    const { exitCode, codes, check } = await probe(cwd, '--ngrok-api', agent.url, ...(await publicSide(nobody)))
    expect(exitCode).toBe(1)
    expect(codes).toContain('tunnel/wrong-port')
    expect(check('tunnel-port')?.findings[0]?.evidence).toMatchObject({ port: app.port })
    expect(check('app-listening')?.status).toBe('pass')
  })

  it('leads to 127.0.0.1, and the app listens on ::1', async ({ skip }) => {
    const cwd = project()
    const port = await ordinaryPort()
    const six = await startHostileServer(answeringOnce(ack), '::1', port).catch(() => undefined)
    if (six === undefined) return skip('no IPv6 on this machine')
    onTestFinished(six.close)
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, `http://127.0.0.1:${port}`]))
    const { codes, check } = await probe(cwd, '--ngrok-api', agent.url, ...(await publicSide(nobody)))
    expect(codes).toContain('tunnel/wrong-port')
    expect(check('tunnel-port')?.findings[0]?.evidence).toMatchObject({ listensOn: '::1', port })
  })

  it('runs without an agent that could be asked', async () => {
    const { exitCode, codes, check } = await probe(project(), ...(await noAgent()), ...(await publicSide(ack)))
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(check('tunnel-url')?.status).toBe('skip')
    expect(check('tunnel-port')?.status).toBe('skip')
    expect(check('tunnel-alive')?.status).toBe('pass')
  })
})

describe.runIf(isLinux)('the app of this folder', () => {
  it('is found by itself', async () => {
    const cwd = project()
    const app = await startApp(cwd)
    const { exitCode, codes, check } = await probe(cwd, ...(await noAgent()), ...(await publicSide(ack)))
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(check('app-listening')).toMatchObject({ status: 'pass' })
    const shown = await config(cwd, ...(await noAgent()))
    expect(shown.appUrl).toEqual({
      value: `http://127.0.0.1:${app.port}`,
      origin: `detected: node (process ${app.pid}) of this folder listens there`,
    })
  })

  it('is not the one that another project runs on the port of its framework', async () => {
    const other = await startApp(makeProject({}))
    const manifest = JSON.stringify({
      scripts: { dev: `PORT=${other.port} node server.js` },
      dependencies: { express: '^5' },
    })
    const cwd = makeProject({
      '.env': envFile({ MPESA_CALLBACK_URL: 'http://duka.co.ke/api/cb' }),
      'package.json': manifest,
    })
    const refusing = http('404 Not Found', '{"error":"no such route"}')
    const edge = await publicSide(refusing, 'duka.co.ke')
    const { codes, check } = await probe(cwd, ...(await noAgent()), ...edge)
    expect(codes).toEqual(['app/route-not-found'])
    expect(check('app-listening')).toMatchObject({
      status: 'skip',
      reason: expect.stringContaining(String(other.port)),
    })
  })

  it('is not taken for the program of another project on the port that the env file says', async () => {
    const other = await startApp(makeProject({ '.env': 'PORT=3000' }))
    const cwd = makeProject({
      '.env': envFile({ MPESA_CALLBACK_URL: 'http://duka.co.ke/api/cb', PORT: String(other.port) }),
    })
    const refusing = http('404 Not Found', '{"error":"no such route"}')
    const { codes, check } = await probe(cwd, ...(await noAgent()), ...(await publicSide(refusing, 'duka.co.ke')))
    expect(codes).toEqual(['app/route-not-found'])
    expect(check('app-listening')).toMatchObject({
      status: 'skip',
      reason: expect.stringContaining(`process ${other.pid}`),
    })
  })

  it('may be started from anywhere on the port that the env file says', async () => {
    const app = await startApp(makeProject({}))
    const cwd = project({}, { PORT: String(app.port) })
    const { exitCode, codes, check } = await probe(cwd, ...(await noAgent()), ...(await publicSide(ack)))
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(check('app-listening')?.status).toBe('pass')
  })

  it('is named where it does not listen on the port that the env file says', async () => {
    const port = await ordinaryPort()
    const cwd = project({}, { PORT: String(port) })
    const app = await startApp(cwd)
    const { exitCode, check } = await probe(cwd, ...(await noAgent()), ...(await publicSide(nobody)))
    expect(exitCode).toBe(1)
    expect(check('app-listening')?.findings[0]).toMatchObject({
      code: 'app/not-listening',
      evidence: { listeners: [{ pid: app.pid, program: 'node', port: app.port }] },
    })
  })

  it('is not missed where only a guess says that it should run', async () => {
    const cwd = project({ 'requirements.txt': 'flask\n' })
    const { exitCode, codes, check } = await probe(cwd, ...(await noAgent()), ...(await publicSide(ack)))
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(check('app-listening')).toMatchObject({ status: 'skip', reason: expect.stringContaining('5000') })
  })
})

describe('the app', () => {
  it('may speak https where http was expected', async () => {
    const authority = await createTestAuthority()
    const { key, chain } = await issue({ names: ['localhost'], issuer: authority.intermediate })
    const server = createServer({ key, cert: chain }, (request, response) => {
      request.resume()
      response.setHeader('Content-Type', 'application/json')
      response.end('{"ResultCode":0,"ResultDesc":"Accepted"}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const app = ['--app-url', `http://127.0.0.1:${port}`]
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, `http://127.0.0.1:${port}`]))
    const { codes, check } = await probe(project(), '--ngrok-api', agent.url, ...app, ...(await publicSide(nobody)))
    expect(check('app-listening')?.status).toBe('pass')
    expect(check('app-route')?.status).toBe('pass')
    expect(codes).toContain('tunnel/wrong-port')
    expect(check('tunnel-port')?.findings[0]?.evidence).toMatchObject({ speaks: 'https' })
    // By https from the start there is nothing to say.
    const right = ['--app-url', `https://127.0.0.1:${port}`]
    const well = await startAgent(ngrokEndpoints([`https://${host}`, `https://127.0.0.1:${port}`]))
    const healthy = await probe(project(), '--ngrok-api', well.url, ...right, ...(await publicSide(ack)))
    expect(healthy.codes).toEqual([])
  })

  it.each(['nonsense', 'ftp://127.0.0.1', '127.0.0.1:4040'])('is not looked for with --ngrok-api %s', async (value) => {
    const { exitCode, stderr } = await runCli(['probe', '--ngrok-api', value], { cwd: project() })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--ngrok-api')
  })

  it('is looked for by a variable and by the config file as well', async () => {
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, 'http://shop.test']))
    const cwd = project({ 'mpesa-doctor.config.json': JSON.stringify({ ngrokApi: agent.url }) })
    expect((await config(cwd)).appUrl?.value).toBe('http://shop.test')
    const { stdout } = await runCli(['config', '--json'], {
      cwd: project(),
      variables: { MPESA_DOCTOR_NGROK_API: agent.url },
    })
    expect(JSON.parse(stdout)).toMatchObject({
      appUrl: { value: 'http://shop.test' },
      ngrokApi: { origin: 'MPESA_DOCTOR_NGROK_API' },
    })
  })
})
