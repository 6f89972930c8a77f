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

  it.each([
    ['CONNECT nonsense HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 502 Bad Gateway'],
    ['GET /x HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP/1.1 405 Method Not Allowed'],
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
