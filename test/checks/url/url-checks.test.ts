import { describe, expect, it } from 'vitest'
import { urlAccepted } from '../../../src/checks/url/url-accepted.ts'
import { urlPublic } from '../../../src/checks/url/url-public.ts'
import { urlWellFormed } from '../../../src/checks/url/url-well-formed.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { createSettings, layerOf, type Origin } from '../../../src/core/settings.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'

const option: Origin = { kind: 'option', name: '--callback-url' }

async function run(value: string, origin: Origin = option, others: Readonly<Record<string, string>> = {}) {
  const results = await runChecks({
    checks: [urlWellFormed, urlPublic, urlAccepted],
    ports: { ...fakePorts(), clock: { ...fakePorts().clock, sleep: () => new Promise(() => undefined) } },
    settings: createSettings([layerOf({ callbackUrl: { value, origin } })]),
    project: projectFacts({ processVariables: others }),
    signal: new AbortController().signal,
  })
  return {
    states: results.map(({ status, skippedBecause }) => skippedBecause ?? status),
    codes: results.flatMap(({ findings }) => findings.map(({ code }) => code)),
    messages: results.flatMap(({ findings }) => findings.map(({ message }) => message)),
  }
}

describe('a malformed URL', () => {
  it.each(['foo', 'ftp://x', 'https://', 'http://[::1/cb'])('%s is judged no further', async (url) => {
    const { states, codes } = await run(url)
    expect(states).toEqual(['fail', 'blocked', 'blocked'])
    expect(codes).toEqual(['url/malformed'])
  })

  it('does not hide what is wrong with another one', async () => {
    const { states, codes } = await run('foo', option, { MPESA_RESULT_URL: 'https://localhost/result' })
    expect(states).toEqual(['fail', 'fail', 'blocked'])
    expect(codes).toEqual(['url/malformed', 'url/local-address'])
  })

  it('is no business of a well-formed one', async () => {
    expect((await run('https://duka.co.ke/pay')).states).toEqual(['pass', 'pass', 'pass'])
  })
})

describe('the name of the URL', () => {
  it.each<[string, Origin, RegExp]>([
    ['an option', option, /^The callback URL: /],
    ['a config file', { kind: 'config', file: 'a.json', key: 'callbackUrl' }, /^The callback URL: /],
    ['a variable of this program', { kind: 'variable', name: 'MPESA_DOCTOR_CALLBACK_URL' }, /^`MPESA_DOCTOR_CALL/],
    ['the shell', { kind: 'process', name: 'MPESA_CALLBACK_URL' }, /^`MPESA_CALLBACK_URL`: /],
    ['the env file', { kind: 'env-file', file: '.env', line: 1, key: 'MPESA_CALLBACK_URL' }, /^`MPESA_CALLBACK_URL`: /],
  ])('from %s', async (_, origin, start) => {
    expect((await run('foo', origin)).messages).toEqual([expect.stringMatching(start)])
  })
})
