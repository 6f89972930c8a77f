import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { request as tlsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openInterception } from '../../src/cli/open-interception.ts'
import { startSandbox } from '../helpers/intercepted.ts'
import { startReceiver } from '../helpers/recorded-events.ts'

const run = promisify(execFile)
const host = 'sandbox.safaricom.co.ke'
const path = '/oauth/v1/generate?grant_type=client_credentials'
const authorization = `Basic ${btoa('key:secret')}`

async function open(variables: Readonly<Record<string, string>> = {}) {
  const { sandbox } = await startSandbox()
  const interception = await openInterception({ hosts: [host], answer: sandbox.answer, variables })
  onTestFinished(() => interception.close())
  return interception
}

async function runNode(code: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', code], { cwd: tmpdir(), env: { ...process.env, ...variables } })
  return stdout.trim()
}

/** The first line of what a proxy answers. */
function say(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.once('data', (data) => {
      resolve(String(data).split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe('a program whose calls to Daraja come here', () => {
  const fetched = `fetch('https://${host}${path}',{headers:{authorization:'${authorization}'}}).then(r=>r.json()).then(({expires_in})=>console.log(expires_in))`
  const asked = `require('https').get('https://${host}${path}',{headers:{authorization:'${authorization}'}},(r)=>{let b='';r.on('data',(d)=>b+=d).on('end',()=>console.log(JSON.parse(b).expires_in))})`

  it.each([
    ['fetch', fetched],
    ['https', asked],
  ])('reaches it with %s of Node', async (_, code) => {
    const { variables } = await open()
    expect(await runNode(code, variables)).toBe('3599')
  })

  it('keeps what it has of proxies, options and roots', async () => {
    const { variables } = await open({ NO_PROXY: 'duka.local', NODE_OPTIONS: '--no-deprecation', HTTPS_PROXY: '' })
    expect(variables.NO_PROXY).toBe('duka.local,localhost,127.0.0.1,::1')
    expect(variables.NODE_OPTIONS).toMatch(/^--no-deprecation --require=/)
    const code = 'console.log([process.env.NO_PROXY, process.env.HTTPS_PROXY].join("|"))'
    const seen = await runNode(code, variables)
    expect(seen).toBe('duka.local|')
  })

  it.each([
    ['spawn', `spawn(process.execPath, words, { stdio: 'inherit', env })`],
    ['exec', `exec(command, { env }, (_, out) => process.stdout.write(out))`],
    ['spawnSync', `process.stdout.write(spawnSync(process.execPath, words, { env }).stdout)`],
    ['execFileSync', `process.stdout.write(execFileSync(process.execPath, words, { env }))`],
    ['execSync', `process.stdout.write(execSync(command, { env }))`],
    [
      'spawnSync without options',
      `delete process.env.NODE_OPTIONS; process.stdout.write(spawnSync(process.execPath, words).stdout)`,
    ],
  ])('is led here also if Node starts it: %s', async (_, call) => {
    // A program of another language stands behind the last one: nothing is loaded into it.
    const { variables } = await open({ HTTPS_PROXY: 'http://127.0.0.1:9' })
    const code = `
      const { spawn, exec, spawnSync, execFileSync, execSync } = require('node:child_process')
      const words = ['-p', 'process.env.HTTPS_PROXY']
      const command = JSON.stringify(process.execPath) + ' -p process.env.HTTPS_PROXY'
      const env = { ...process.env, NODE_OPTIONS: '' }
      ${call}`
    expect(await runNode(code, variables)).toBe(variables.HTTPS_PROXY)
    const changed = code.replace("NODE_OPTIONS: ''", "NODE_OPTIONS: '', HTTPS_PROXY: 'http://other:1'")
    if (call.includes('env }')) expect(await runNode(changed, variables)).toBe('http://other:1')
  })

  it('is led here from modules, too, which bind what they import at once', async () => {
    const { variables } = await open()
    const code = `import { connect } from 'node:tls'; connect({ host: '${host}', port: 443, servername: '${host}' }, function () { console.log(this.remoteAddress); this.destroy() })`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
      cwd: tmpdir(),
      env: { ...process.env, ...variables },
    })
    expect(stdout.trim()).toBe('127.0.0.1')
  })

  it('finds no key in any file, and nothing at all afterwards', async () => {
    const { variables, close } = await open()
    const bundle = variables.SSL_CERT_FILE ?? ''
    expect(statSync(bundle).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(bundle)).mode & 0o777).toBe(0o700)
    const text = readFileSync(bundle, 'utf8')
    expect(text).not.toContain('PRIVATE')
    expect(text.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50)
    await close()
    expect(existsSync(dirname(bundle))).toBe(false)
  })
})

describe('the proxy', () => {
  it('passes other hosts through untouched', async () => {
    const { variables } = await open()
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    expect(await say(variables.HTTPS_PROXY ?? '', `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(
      'HTTP/1.1 200 Connection established',
    )
  })

  it('goes through the proxy that the user has', async () => {
    const outer = await open()
    const { variables } = await open({ HTTPS_PROXY: outer.variables.HTTPS_PROXY ?? '' })
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    expect(await say(variables.HTTPS_PROXY ?? '', `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(
      'HTTP/1.1 200 Connection established',
    )
  })

  it('goes without that proxy where the user wants it', async () => {
    const { variables } = await open({ HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' })
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    expect(await say(variables.HTTPS_PROXY ?? '', `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`)).toBe(
      'HTTP/1.1 200 Connection established',
    )
  })

  it('passes plain http of others on as it came, directly or through the proxy that the user has', async () => {
    const receiver = await startReceiver()
    const outer = await open()
    for (const given of [{}, { http_proxy: outer.variables.http_proxy ?? '' }]) {
      const { variables } = await open(given)
      const line = await say(
        variables.http_proxy ?? '',
        `POST ${receiver.url}/a?b=1 HTTP/1.1\r\nHost: shop\r\nX-One: 1\r\nProxy-Connection: keep-alive\r\nContent-Length: 2\r\n\r\nhi`,
      )
      expect(line).toBe('HTTP/1.1 200 OK')
    }
    expect(receiver.received).toHaveLength(2)
    for (const { method, target, headers, body } of receiver.received) {
      expect({ method, target, body: String(body) }).toEqual({ method: 'POST', target: '/a?b=1', body: 'hi' })
      expect(headers).toEqual(
        expect.arrayContaining([
          ['X-One', '1'],
          ['Host', 'shop'],
        ]),
      )
      expect(headers.map(([name]) => name.toLowerCase())).not.toContain('proxy-connection')
    }
  })

  it.each([
    ['CONNECT nonsense HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 502 Bad Gateway'],
    ['GET /x HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 405 Method Not Allowed'],
    ['GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 502 Bad Gateway'],
    [`GET http://${host.toUpperCase()}./nowhere HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 'HTTP/1.1 404 Not Found'],
    [`CONNECT ${host.toUpperCase()}.:8443 HTTP/1.1\r\nHost: x\r\n\r\n`, 'HTTP/1.1 200 Connection established'],
    [`GET https://${host}/nowhere HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 'HTTP/1.1 404 Not Found'],
  ])('answers %j with %s', async (text, line) => {
    const { variables } = await open()
    expect(await say(variables.HTTPS_PROXY ?? '', text)).toBe(line)
  })

  it('is trusted by nobody who was not told', async () => {
    const { variables } = await open()
    const { hostname, port } = new URL(variables.HTTPS_PROXY ?? '')
    const failed = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`))
      socket.once('data', () => {
        const request = tlsRequest({ host, path, createConnection: undefined, socket, servername: host } as object)
        request.on('error', (error) => {
          resolve((error as NodeJS.ErrnoException).code ?? '')
          socket.destroy()
        })
        request.end()
      })
    })
    expect(failed).toMatch(/SELF_SIGNED|UNABLE_TO/)
  })
})
