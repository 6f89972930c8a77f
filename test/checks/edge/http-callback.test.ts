import { describe, expect, it } from 'vitest'
import { httpCallback } from '../../../src/checks/edge/http-callback.ts'
import { tunnelAlive } from '../../../src/checks/tunnel/tunnel-alive.ts'
import { hintsOf, reply, type Scene } from '../replies/reply-builders.ts'

const offline = reply({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' }, body: '' })

function judge(scene: Scene) {
  const hints = hintsOf(scene)
  if (!hints.publicReply.available) throw new Error('no public reply')
  const url = new URL(hints.publicReply.value.url)
  const target = {
    url,
    origin: { kind: 'default' },
    secure: true,
    host: url.hostname,
    port: 443,
    connectTo: undefined,
  } as const
  const facts = { publicReply: hints.publicReply.value }
  return { edge: httpCallback.judge(facts, hints), tunnel: tunnelAlive.judge({ ...facts, target }, hints) }
}

describe('the callback URL answers', () => {
  it('passes with status and time', () => {
    expect(judge({ outside: reply({ ms: 214 }) }).edge).toMatchObject({ kind: 'pass', detail: '200 OK · 214 ms' })
  })

  it("leaves a tunnel's fault to the tunnel", () => {
    const { edge, tunnel } = judge({ outside: offline, host: 'ab.ngrok-free.app' })
    expect(tunnel).toMatchObject({ kind: 'found', findings: [{ code: 'tunnel/offline' }] })
    expect(edge).toMatchObject({ kind: 'skip', because: 'blocked' })
  })

  it("leaves the app's fault to the app", () => {
    const crash = reply({ status: 500, body: 'boom' })
    const { edge, tunnel } = judge({ outside: crash, inside: crash })
    expect(edge).toMatchObject({ kind: 'skip', because: 'blocked' })
    expect(tunnel).toMatchObject({ kind: 'skip', because: 'not-applicable' })
  })

  it('finds its own', () => {
    expect(
      judge({ outside: reply({ status: 301, headers: { location: '/x/' } }), inside: reply() }).edge,
    ).toMatchObject({
      kind: 'found',
      findings: [{ code: 'edge/redirect' }],
    })
  })

  it('finds what an app does behind every edge, where only the app was asked', () => {
    const redirect = reply({ status: 308, headers: { location: '/cb/' }, body: '' })
    expect(httpCallback.judge({}, hintsOf({ inside: redirect }))).toMatchObject({
      kind: 'found',
      findings: [{ code: 'edge/redirect' }],
    })
    expect(httpCallback.judge({}, hintsOf({ inside: reply() }))).toMatchObject({
      kind: 'skip',
      because: 'not-configured',
    })
  })

  it('passes a tunnel that carries the callback', () => {
    expect(judge({ outside: reply(), host: 'ab.ngrok-free.app' }).tunnel.kind).toBe('pass')
  })
})
