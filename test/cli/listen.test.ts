import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAuthority, issue } from '../../src/demo/certificates.ts'
import { keptText, makePlace, whileListening } from '../helpers/listening.ts'
import { startReceiver, stkBody } from '../helpers/recorded-events.ts'
import { runCli } from '../helpers/run-cli.ts'
import { callback, launchTunnel, linesOf, makeTunnelProject, startApp, startEdge } from '../helpers/tunnel-run.ts'

async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  let reply = ''
  socket.on('data', (data) => {
    reply += data.toString('latin1')
  })
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return reply
}

const post = (url: string) =>
  fetch(`${url}/api/callback`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: stkBody })

const broken = 'POST /cb HTTP/9.9\r\n\r\n'

describe('what is no whole, valid request', () => {
  it('is said in the live log, and is not kept', async () => {
    const place = makePlace()
    const { stderr, exitCode } = await whileListening(['--no-forward'], place, async ({ port }) => {
      expect(await say(port, broken)).toContain('400 Bad Request')
    })
    expect(exitCode).toBe(0)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('something came from 127.0.0.1 that is not kept')
    expect((await runCli(['events', '--json'], place)).stdout).toBe('')
  })

  it('is an object of its own for programs', async () => {
    const shown = await whileListening(['--no-forward', '--json'], makePlace(), async ({ port }) => {
      await say(port, broken)
      await say(port, '\x16\x03\x01\x00\x05hello')
    })
    const away = linesOf(shown).filter(({ type }) => type === 'turned-away')
    expect(away).toEqual([
      { type: 'turned-away', status: 400, why: expect.stringContaining('valid HTTP'), peer: '127.0.0.1' },
      { type: 'turned-away', status: 400, why: expect.stringContaining('TLS'), peer: '127.0.0.1' },
    ])
  })

  it('is said by a tunnel too', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = launchTunnel(edge, [app.port, '--json'], { cwd: project.cwd })
    await running.printed('"tunnel.ready"')
    await edge.exchange(callback('{}').replace('HTTP/1.1', 'HTTP/9.9'))
    await running.printed('"turned-away"')
    const away = linesOf(await running.stop()).filter(({ type }) => type === 'turned-away')
    expect(away).toMatchObject([{ status: 400 }])
  })
})

describe('an app that speaks TLS', () => {
  // On this machine every certificate is taken; this address leads here, and is not known as such.
  it.skipIf(process.platform === 'win32')(
    'is reached where its authority is named with --cacert, and is not trusted without',
    async () => {
      const authority = await createAuthority()
      const { certificate: cert, key } = await issue({ issuer: authority, names: ['0.0.0.0'] })
      const server = createServer({ cert, key }, (request, response) => {
        request.resume()
        response.end('{"ResultCode":0}')
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      onTestFinished(() => {
        server.closeAllConnections()
        server.close()
      })
      const place = makePlace()
      writeFileSync(join(place.cwd, 'root.pem'), authority.certificate)
      const forward = ['--forward', `https://0.0.0.0:${(server.address() as AddressInfo).port}`]
      await whileListening([...forward, '--cacert', join(place.cwd, 'root.pem')], place, async ({ url }) => {
        expect((await post(url)).status).toBe(200)
      })
      await whileListening(forward, place, async ({ url }) => {
        expect((await post(url)).status).toBe(502)
      })
    },
  )
})

describe('--show-secrets on a terminal', () => {
  const secrets = ['254708374149', 'Zk3qT8vB1nYx0PfL7sWd2RuH6mCe9AjG']
  const body = stkBody.replace('29115-34620561-1', secrets[1] ?? '')

  it('shows numbers and secrets in the live log, and keeps them masked all the same', async () => {
    const { url: forward } = await startReceiver()
    const place = { ...makePlace(), terminal: true }
    await whileListening(['--forward', forward, '--show-secrets'], place, async ({ url, printed }) => {
      await fetch(`${url}/api/callback`, { method: 'POST', body })
      await printed('ws_CO_061020261419531708374149')
    })
    const kept = keptText(place.cwd)
    expect(kept).toContain('"request"')
    for (const secret of secrets) expect(kept).not.toContain(secret)
    // What was masked can be sent again as it came.
    expect((await runCli(['replay', 'last', '--app-url', forward], place)).exitCode).toBe(0)
  })

  it('keeps them as they came with --raw only', async () => {
    const place = { ...makePlace(), terminal: true }
    await whileListening(['--no-forward', '--show-secrets', '--raw'], place, async ({ url }) => {
      await fetch(`${url}/api/callback`, { method: 'POST', body })
    })
    for (const secret of secrets) expect(keptText(place.cwd)).toContain(secret)
  })

  it('keeps what a tunnel brings masked', async () => {
    const [edge, app, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = launchTunnel(edge, [app.port, '--show-secrets'], { cwd: project.cwd, terminal: true })
    await running.printed('Ready in')
    await edge.exchange(callback(body))
    await running.printed('ws_CO_061020261419531708374149')
    await running.stop()
    for (const secret of secrets) expect(keptText(project.cwd)).not.toContain(secret)
  })

  it('keeps what is imported masked', async () => {
    const place = { ...makePlace(), terminal: true }
    const request = {
      method: 'POST',
      url: 'https://duka.example/cb',
      headers: [],
      postData: { mimeType: 'application/json', text: body },
    }
    const entry = {
      startedDateTime: '2026-10-06T11:20:00Z',
      time: 5,
      request,
      response: { status: 200, statusText: 'OK', headers: [], content: { size: 0, mimeType: '', text: '' } },
    }
    writeFileSync(join(place.cwd, 'a.har'), JSON.stringify({ log: { version: '1.2', entries: [entry] } }))
    expect((await runCli(['events', 'import', 'a.har', '--show-secrets'], place)).exitCode).toBe(0)
    for (const secret of secrets) expect(keptText(place.cwd)).not.toContain(secret)
  })
})

it('tells programs where callbacks are kept, and bodies that stay JSON', async () => {
  const place = makePlace()
  const { stdout } = await whileListening(['--no-forward', '--json'], place, async ({ url, printed }) => {
    await fetch(`${url}/api/callback`, { method: 'POST', body: '{"PhoneNumber":254708374149}' })
    await printed('callback.answered')
  })
  const [ready, arrived] = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  expect(ready.kept).toBe(ready.folder)
  expect(JSON.parse(arrived.request.body.content)).toEqual({ PhoneNumber: '254708***149' })
})
