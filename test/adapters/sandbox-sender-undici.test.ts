import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createCallbackSender } from '../../src/adapters/sandbox-sender-undici.ts'

async function startApp(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function send(url: string, limitMs = 10_000) {
  const sender = createCallbackSender()
  onTestFinished(() => sender.close())
  return sender.post(url, [['content-type', 'application/json']], '{}', limitMs, new AbortController().signal)
}

const hasIpv6 = Object.values(networkInterfaces()).some((entries) => entries?.some(({ address }) => address === '::1'))

describe('a callback', () => {
  it('ends at its limit, also if the app goes on answering a little at a time', async () => {
    const port = await startApp((request, response) => {
      request.resume()
      const timer = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(timer))
    })
    expect(await send(`http://127.0.0.1:${port}/`, 100)).toMatchObject({ kind: 'failed', reason: 'no answer in time' })
  })

  it.skipIf(!hasIpv6)('to localhost meets an app that listens on IPv6 alone', async () => {
    const port = await startApp((request, response) => request.resume().on('end', () => response.end('ok')), '::1')
    expect(await send(`http://localhost:${port}/`)).toMatchObject({ kind: 'answered', status: 200, body: 'ok' })
  })

  it('is not led elsewhere by a redirect', async () => {
    const paths: (string | undefined)[] = []
    const port = await startApp((request, response) => {
      paths.push(request.url)
      request.resume().on('end', () => response.writeHead(307, { location: '/other' }).end())
    })
    expect(await send(`http://127.0.0.1:${port}/callback?a=1`)).toMatchObject({ kind: 'answered', status: 307 })
    expect(paths).toEqual(['/callback?a=1'])
  })

  it('keeps letters whole that come in two pieces', async () => {
    const [first, second] = [Buffer.from([0xc3]), Buffer.from([0xa9])]
    const port = await startApp((request, response) => {
      request.resume().on('end', () => response.write(first, () => setTimeout(() => response.end(second), 50)))
    })
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'answered', body: 'é' })
  })

  it('tells that nothing listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise<void>((resolve) => server.close(() => resolve()))
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed', reason: 'nothing listens there' })
  })
})
