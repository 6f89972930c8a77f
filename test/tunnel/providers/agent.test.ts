import { describe, expect, it } from 'vitest'
import { type AgentEndpoint, explainNoEndpoint, findEndpoint } from '../../../src/tunnel/providers/agent.ts'

const endpoint = (url: string, target: string | null): AgentEndpoint => ({
  provider: 'ngrok',
  url,
  host: new URL(url).hostname,
  target: target === null ? null : new URL(target),
})

describe('the endpoint of a running agent', () => {
  it.each([
    ['http://localhost:5000', true],
    ['http://127.0.0.1:5000', true],
    ['http://[::1]:5000', true],
    ['https://localhost:5000', true],
    ['http://localhost:5001', false],
    ['http://192.0.2.7:5000', false],
    ['http://localhost', false],
    [null, false],
  ])('that leads to %s', (target, fits) => {
    const found = findEndpoint([endpoint('https://a.ngrok.app', target)], { port: 5000 })
    expect(found !== null).toBe(fits)
  })

  it('is the one with https, and has the host that was asked for', () => {
    const all = [
      endpoint('http://a.ngrok.app', 'http://localhost:5000'),
      endpoint('https://a.ngrok.app', 'http://localhost:5000'),
      endpoint('https://b.ngrok.app', 'http://localhost:5000'),
    ]
    expect(findEndpoint(all, { port: 5000 })?.url).toBe('https://a.ngrok.app')
    expect(findEndpoint(all, { port: 5000, domain: 'B.ngrok.app' })?.url).toBe('https://b.ngrok.app')
    expect(findEndpoint(all, { port: 5000, domain: 'c.ngrok.app' })).toBeNull()
  })

  it('that is missing: no agent, no tunnel, another port', () => {
    const api = 'http://127.0.0.1:4040'
    expect(explainNoEndpoint(undefined, { port: 5000 }, api)).toMatchObject({
      code: 'not-running',
      message: expect.stringContaining(api),
    })
    expect(explainNoEndpoint([], { port: 5000 }, api)).toMatchObject({ code: 'not-running' })
    expect(
      explainNoEndpoint([endpoint('https://a.ngrok.app', 'http://localhost:8000')], { port: 5000 }, api),
    ).toMatchObject({
      code: 'tunnel/wrong-port',
      fix: { command: 'mpesa-doctor tunnel 8000 --via agent' },
    })
  })
})
