import { describe, expect, it } from 'vitest'
import { diagnoseReplies } from '../../../src/checks/replies/diagnose-replies.ts'
import { observed } from '../../../src/core/probe.ts'
import { edgeFixtures } from './edge-fixtures.ts'
import { exchangeOf, readRecorded } from './recorded-apps.ts'
import { diagnose, hintsOf, path, reply } from './reply-builders.ts'

const ofNginx = (name: string) => {
  const fixture = edgeFixtures.find((one) => one.server === 'nginx' && one.name === name)
  if (fixture === undefined) throw new Error(`no fixture ${name}`)
  return reply(fixture)
}
const notAllowed = ofNginx('static-post')
const missing = ofNginx('no-such-file')

/** As if the callback URL named a script. */
function diagnoseScript(get: ReturnType<typeof reply>) {
  const script = `${path}.php`
  const { publicReply, publicVariants, ...rest } = hintsOf({
    outside: notAllowed,
    outsideVariants: { sibling: missing, get },
  })
  if (!publicReply.available) throw new Error('no reply')
  return diagnoseReplies({
    ...rest,
    publicVariants,
    publicReply: observed({ ...publicReply.value, url: `https://shop.example${script}` }),
  })
}

describe('the 405 of nginx itself', () => {
  it('is the page of whoever serves files, never that of the app, and not certain', () => {
    const [found, ...more] = diagnose({ outside: notAllowed, outsideVariants: { sibling: missing } })
    expect(found).toMatchObject({ code: 'edge/not-your-app', severity: 'error', confidence: 'likely' })
    expect(found?.fix?.summary).toMatch(/proxy_pass/)
    expect(more).toEqual([])
  })

  it('is the front end where every path gets it', () => {
    const [found] = diagnose({ outside: notAllowed, outsideVariants: { sibling: notAllowed } })
    expect(found).toMatchObject({ code: 'edge/default-page', confidence: 'likely' })
  })

  it('is a script that nginx does not run', () => {
    const [found] = diagnoseScript(reply({ status: 404, body: '' }))
    expect(found).toMatchObject({ code: 'edge/not-your-app', confidence: 'likely' })
    expect(found?.fix?.code).toContain('fastcgi_pass')
    expect(found?.fix?.code).toContain(String.raw`location ~ \.php$ {`)
    expect(found?.why).not.toMatch(/source/)
  })

  it('says that the source of the script is public', () => {
    const [found] = diagnoseScript(reply({ body: "<?php\n$key = 'invented';\n" }))
    expect(found).toMatchObject({ code: 'edge/not-your-app', confidence: 'certain' })
    expect(found?.why).toMatch(/source/)
    expect(found?.fix?.summary).toMatch(/keys/)
    expect(JSON.stringify(found)).not.toContain('invented')
  })
})

describe('an empty 403', () => {
  const blocked = exchangeOf(readRecorded('rails-hosts-production-json'))

  it('for every path may be a host that Rails does not answer for', () => {
    const [found] = diagnose({ outside: blocked, outsideVariants: { sibling: blocked } })
    expect(found?.code).toBe('app/auth-required')
    expect(found?.confidence).not.toBe('certain')
    expect(found?.why).toContain('`config.hosts`')
  })

  it('for the route alone is none', () => {
    const [found] = diagnose({ outside: blocked, outsideVariants: { sibling: reply({ status: 404, body: '' }) } })
    expect(found?.why ?? '').not.toContain('config.hosts')
  })
})

describe('the bare 400 of Flask', () => {
  const refused = exchangeOf(readRecorded('flask-production-form'))
  const notFound = exchangeOf(readRecorded('flask-production-no-route'))

  it('may be a form that is read, or metadata that is missed', () => {
    const [found] = diagnose({ inside: refused, insideVariants: { sibling: notFound } })
    expect(found).toMatchObject({ code: 'app/payload-rejected', confidence: 'possible' })
    expect(found?.why).toMatch(/request\.form/)
    expect(found?.why).toMatch(/CallbackMetadata/)
  })

  it('is a form that is read, perhaps, where metadata makes no difference', () => {
    const [found] = diagnose({
      inside: refused,
      insideVariants: { sibling: notFound, metadata: refused, form: refused },
    })
    expect(found).toMatchObject({ code: 'app/body-not-parsed', confidence: 'possible' })
    expect(found?.fix?.code).toContain('get_json')
  })

  it('is about metadata where metadata makes the difference', () => {
    const [found] = diagnose({ inside: refused, insideVariants: { sibling: notFound, metadata: reply() } })
    expect(found?.code).toBe('handler/crashes')
  })

  it('is not about the body where every path gets it', () => {
    const [found] = diagnose({ inside: refused, insideVariants: { sibling: refused, metadata: refused } })
    expect(found?.why).not.toMatch(/request\.form/)
  })
})
