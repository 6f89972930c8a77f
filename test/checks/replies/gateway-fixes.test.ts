import { describe, expect, it } from 'vitest'
import { app, edge } from './recorded-replies.ts'
import { diagnose, down, reply, silent } from './reply-builders.ts'

const ack = reply()
const nginx502 = edge('nginx', 'dead-upstream')
const nginx403 = edge('nginx', 'deny')
const app5001 = 'http://127.0.0.1:5001/api/payments/mpesa/callback'
const ngrok = 'ab12.ngrok-free.app'
const ngrok8012 = reply({ status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' }, body: '' })

describe('a gateway before an app that runs', () => {
  it('is pointed at it', () => {
    const [finding] = diagnose({ outside: nginx502, inside: ack, insideUrl: app5001 })
    expect(finding).toMatchObject({ code: 'edge/bad-gateway', fix: { code: 'proxy_pass http://127.0.0.1:5001;' } })
    expect(finding?.fix?.summary).not.toContain('Start the app')
    const [other] = diagnose({ outside: reply({ status: 502, body: '' }), inside: ack, insideUrl: app5001 })
    expect(other?.fix?.summary).toContain('127.0.0.1:5001')
    const [tunnel] = diagnose({ outside: ngrok8012, inside: ack, insideUrl: app5001, host: ngrok })
    expect(tunnel).toMatchObject({ code: 'tunnel/app-down', fix: { summary: expect.stringContaining('5001') } })
  })

  it('is not where the app does not run, or the gateway only waited', () => {
    expect(diagnose({ outside: nginx502, inside: down })[0]?.fix?.code).toBeUndefined()
    expect(diagnose({ outside: nginx502 })[0]?.fix?.code).toBeUndefined()
    expect(diagnose({ outside: edge('nginx', 'slow-upstream'), inside: silent })[0]?.fix?.code).toBeUndefined()
    const host = reply({
      status: 502,
      headers: { server: 'railway-edge' },
      body: '{"message":"Application failed to respond"}',
    })
    expect(diagnose({ outside: host, inside: ack })[0]?.fix?.summary ?? '').not.toContain('on this machine')
    const remote = diagnose({ outside: nginx502, inside: ack, insideUrl: 'https://staging.shop.example/cb' })
    expect(remote[0]?.fix?.code).toBeUndefined()
  })

  it.each([
    [nginx502, 'shop.example', 'edge/bad-gateway'],
    [ngrok8012, ngrok, 'tunnel/app-down'],
  ] as const)('does not find it on ::1: %#', (outside, host, code) => {
    const scene = { outside, host, inside: ack, insideUrl: 'http://localhost:5001/cb', insideAddress: '::1' }
    const [finding] = diagnose({
      ...scene,
      frameworks: [{ name: 'Flask', file: 'requirements.txt', because: 'flask' }],
    })
    expect(finding).toMatchObject({ code, why: expect.stringContaining('`::1` only') })
    expect(finding?.fix?.command).toBe('flask run --host 127.0.0.1 --port 5001')
  })

  it('gets a location where something else answers', () => {
    const [other] = diagnose({ outside: edge('nginx', 'no-such-file'), inside: ack, insideUrl: app5001 })
    expect(other).toMatchObject({
      code: 'edge/not-your-app',
      fix: { code: 'location /api/payments/mpesa/ { proxy_pass http://127.0.0.1:5001; }' },
    })
    const hostile = diagnose({ outside: app('django-production-no-route'), inside: ack, host: 'shop.example' })
    expect(hostile[0]?.fix?.code).toBeUndefined()
  })
})

describe('a bare 403', () => {
  const bare = reply({ status: 403, body: 'Forbidden' })

  it.each([
    ['of nginx before a good app', { outside: nginx403, inside: ack }],
    ['of nginx', { outside: nginx403 }],
    ['before a good app', { outside: bare, inside: ack }],
    ['at the public URL', { outside: bare }],
    ['of the app', { inside: bare }],
    ['of both', { outside: bare, inside: bare }],
  ] as const)('may be a list of addresses: %s', (_, scene) => {
    const [finding] = diagnose(scene)
    expect(finding?.confidence).not.toBe('certain')
    expect(finding?.why).toContain("If only Safaricom's addresses are let in")
    expect(finding?.fix?.summary).toContain('keep it')
    expect(finding?.fix?.summary).not.toContain('take the rule off')
  })

  it('is not what somebody else signs', () => {
    const challenge = reply({ status: 403, headers: { 'cf-mitigated': 'challenge', server: 'cloudflare' }, body: '' })
    expect(diagnose({ outside: challenge })[0]?.why ?? '').not.toContain("Safaricom's addresses are let in")
    const [csrf] = diagnose({ outside: app('django-production-csrf') })
    expect(csrf).toMatchObject({ code: 'app/csrf-rejected', confidence: 'certain' })
  })
})
