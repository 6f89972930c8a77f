import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import { createAgentProvider } from '../../src/adapters/tunnel-agent.ts'
import { createUrlProvider } from '../../src/adapters/tunnel-url.ts'
import { createPorts } from '../../src/cli/create-deps.ts'
import { createSettings, layerOf } from '../../src/core/settings.ts'
import { askNgrokAgents } from '../../src/probes/ngrok-agent.ts'
import type { TunnelChange } from '../../src/tunnel/provider.ts'
import { ngrokEndpoints, ngrokTunnels, startAgent } from '../helpers/fake-agent.ts'

const NEVER = new AbortController().signal
const host = 'duka.ngrok.app'

/** Asks as the command does, the one agent at this address. */
function provider(api: string, wish = { port: 5000 }) {
  const ports = { ...createPorts(), http: createHttpNode() }
  const settings = createSettings([
    layerOf({ ngrokApi: { value: api, origin: { kind: 'option', name: '--ngrok-api' } } }),
  ])
  const ask = (signal: AbortSignal) => askNgrokAgents({ ports, settings, signal })
  return createAgentProvider({ ask, wish, api, intervalMs: 20 })
}

describe('an agent that runs already', () => {
  it.each([
    ['of 3.30 and later', ngrokEndpoints([`https://${host}`, 'http://localhost:5000'])],
    ['before', ngrokTunnels([`http://${host}`, 'http://localhost:5000'], [`https://${host}`, 'http://localhost:5000'])],
  ])('%s is adopted, and asked nothing but what it holds', async (_, answers) => {
    const agent = await startAgent(answers)
    const tunnel = await provider(agent.url).open({ target: 'http://127.0.0.1:5000' }, NEVER)
    onTestFinished(() => tunnel.close())
    expect(tunnel).toMatchObject({ url: `https://${host}`, provider: 'the ngrok agent', owned: false })
    await tunnel.close()
    await tunnel.close()
    expect(new Set(agent.asked.map((path) => path.replace(/\?.*/, '')))).toEqual(
      new Set(Object.keys(answers)).add('/api/endpoints'),
    )
  })

  it.each([
    ['leads to another port', ngrokEndpoints([`https://${host}`, 'http://localhost:8000']), 'tunnel/wrong-port'],
    ['leads to another machine', ngrokEndpoints([`https://${host}`, 'http://192.0.2.7:5000']), 'tunnel/wrong-port'],
    ['holds nothing', ngrokEndpoints(), 'not-running'],
    ['is something else', { '/': 'hello' }, 'not-running'],
  ])('that %s is not', async (_, answers, code) => {
    const agent = await startAgent(answers)
    await expect(provider(agent.url).open({ target: 'http://127.0.0.1:5000' }, NEVER)).rejects.toMatchObject({ code })
  })

  it('is watched: what it holds may go, and come back under another name', async () => {
    const answers: Record<string, unknown> = ngrokEndpoints([`https://${host}`, 'http://localhost:5000'])
    const agent = await startAgent(answers)
    const tunnel = await provider(agent.url).open({ target: 'http://127.0.0.1:5000' }, NEVER)
    onTestFinished(() => tunnel.close())
    const seen: TunnelChange[] = []
    tunnel.onStatus((change) => seen.push(change))
    Object.assign(answers, ngrokEndpoints())
    await expect
      .poll(() => seen)
      .toMatchObject([{ status: 'closed', url: `https://${host}`, reason: { code: 'not-running' } }])
    Object.assign(answers, ngrokEndpoints(['https://other.ngrok.app', 'http://localhost:5000']))
    await expect.poll(() => seen[1]).toEqual({ status: 'connected', url: 'https://other.ngrok.app' })
    await tunnel.close()
    const asked = agent.asked.length
    await new Promise<void>((resolve) => setImmediate(resolve))
    expect(agent.asked.length).toBe(asked)
  })

  it('is not waited for when the opening is interrupted', async () => {
    const stop = new AbortController()
    stop.abort(new Error('interrupted'))
    await expect(provider('http://127.0.0.1:9').open({ target: '' }, stop.signal)).rejects.toThrow('interrupted')
  })
})

describe('a tunnel of the user’s own', () => {
  it('is believed, and left alone', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const tunnel = await createUrlProvider('https://Pay.Example.com:443/').open({ target: '' }, NEVER)
    expect(tunnel).toMatchObject({ url: 'https://pay.example.com', owned: false })
    await tunnel.close()
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before)
  })
})
