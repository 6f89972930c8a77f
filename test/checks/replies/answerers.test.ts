import { describe, expect, it } from 'vitest'
import { whoAnswered } from '../../../src/checks/replies/answerers.ts'
import { edgeFixtures, factsOf } from './edge-fixtures.ts'

const recorded = edgeFixtures.filter(({ isRecorded }) => isRecorded)
const named = (server: string, name: string) => {
  const fixture = recorded.find((one) => one.server === server && one.name === name)
  return fixture === undefined ? undefined : whoAnswered(factsOf(fixture))
}

describe('who answered', () => {
  it.each([
    ['nginx', 'no-such-file', 'nginx', 'certain'],
    ['nginx', 'static-post', 'nginx', 'certain'],
    ['nginx', 'folder-slash', 'nginx', 'certain'],
    ['nginx', 'deny', 'nginx', 'certain'],
    ['nginx', 'rate-limit', 'nginx', 'certain'],
    ['nginx', 'default-site', 'nginx', 'certain'],
    ['Apache', 'no-such-file', 'Apache', 'certain'],
    ['Apache', 'to-https', 'Apache', 'certain'],
    ['Apache', 'gone', 'Apache', 'certain'],
    ['Apache', 'deny', 'Apache', 'certain'],
    ['lighttpd', 'no-such-file', 'lighttpd', 'certain'],
    ['HAProxy', 'no-backend', 'HAProxy', 'certain'],
    ['Varnish', 'not-allowed', 'Varnish', 'certain'],
    ['Squid', 'deny', 'Squid', 'certain'],
    ['Caddy', 'dead-upstream', 'Caddy', 'certain'],
    ['Caddy', 'no-such-file', 'Caddy', 'likely'],
    ['Caddy', 'no-route', 'Caddy', 'possible'],
  ])('%s, %s: %s, %s', (server, name, by, confidence) => {
    expect(named(server, name)).toEqual({ name: by, kind: 'server', confidence })
  })

  it.each(recorded.filter(({ name }) => name.startsWith('healthy-')))(
    '$server, $name: is never certainly the server, as the app wrote it',
    (fixture) => {
      const answerer = whoAnswered(factsOf(fixture))
      if (answerer?.kind !== 'framework') expect([undefined, 'possible']).toContain(answerer?.confidence)
    },
  )

  it('is known of every documented reply that has a name', () => {
    const general = 'products that do not say their name'
    for (const fixture of edgeFixtures.filter(({ isRecorded, server }) => !isRecorded && server !== general)) {
      const answerer = whoAnswered(factsOf(fixture), fixture.provider)
      expect(answerer, `${fixture.server}, ${fixture.name}`).toBeDefined()
    }
  })

  it('tells what is on the way from what answers', () => {
    const ack = '{"ResultCode":0}'
    const passed = (headers: Record<string, string>) => whoAnswered(factsOf({ status: 200, headers, body: ack }))
    expect(passed({ server: 'cloudflare', 'cf-ray': 'x' })).toMatchObject({
      name: 'Cloudflare',
      confidence: 'possible',
    })
    expect(passed({ via: '1.1 vegur' })).toMatchObject({ name: 'Heroku', kind: 'host', confidence: 'possible' })
    expect(passed({ server: 'railway-edge' })).toMatchObject({ name: 'Railway', kind: 'host', confidence: 'possible' })
    expect(passed({})).toBeUndefined()
  })

  it('names the framework before the server that passes its reply on', () => {
    const headers = { server: 'nginx', 'x-powered-by': 'Express' }
    const answerer = whoAnswered(factsOf({ status: 404, headers, body: '<pre>Cannot POST /cb</pre>' }))
    expect(answerer).toEqual({ name: 'Express', kind: 'framework', confidence: 'likely' })
  })
})
