import { describe, expect, it } from 'vitest'
import { unseenFromHere } from '../../src/cli/unknowable.ts'
import type { CheckResult } from '../../src/core/report.ts'
import { createSettings, layerOf, type SettingValues } from '../../src/core/settings.ts'

function result(
  id: string,
  family: string,
  status: CheckResult['status'],
  more: Partial<CheckResult> = {},
): CheckResult {
  return {
    id,
    family,
    title: id,
    status,
    reason: null,
    skippedBecause: null,
    detail: null,
    durationMs: 1,
    findings: [],
    ...more,
  }
}

function vantage(variables: Readonly<Record<string, string>>, more: Partial<SettingValues> = {}) {
  const origin = { kind: 'option', name: 'test' } as const
  const { connectTo } = more
  const settings = createSettings([
    layerOf({
      callbackUrl: { value: 'https://shop.example/callback', origin },
      ...(connectTo === undefined ? {} : { connectTo: { value: connectTo, origin } }),
    }),
  ])
  return { settings, project: { processVariables: variables } }
}

const proxied = { HTTPS_PROXY: 'http://wanjiku:not-a-real-password@proxy.office:3128' }
const reached = [result('tcp-connects', 'tcp', 'pass'), result('http-callback', 'edge', 'pass')]

describe('what cannot be seen from here', () => {
  it('is nothing where no network was used', () => {
    const results = [result('required-variables', 'env', 'fail'), result('http-callback', 'edge', 'skip')]
    expect(unseenFromHere(results, vantage(proxied))).toEqual([])
  })

  it('is how Safaricom reaches a host that is reached from here', () => {
    expect(unseenFromHere(reached, vantage({}))).toHaveLength(1)
    expect(unseenFromHere([result('http-callback', 'edge', 'fail')], vantage({}))).toEqual([])
  })

  it('is what a proxy of this shell would make of it, without its login', () => {
    const entries = unseenFromHere(reached, vantage(proxied))
    expect(entries).toHaveLength(2)
    expect(entries[1]).toContain('HTTPS_PROXY')
    expect(entries.join()).not.toContain('password')
    expect(unseenFromHere(reached, vantage({ ...proxied, NO_PROXY: 'shop.example' }))).toHaveLength(1)
    const connectTo = [{ host: 'shop.example', port: 443, toHost: '127.0.0.1', toPort: 8443 }]
    expect(unseenFromHere(reached, vantage(proxied, { connectTo }))).toHaveLength(1)
  })

  it('is the certificate of a server whose traffic is inspected on the way', () => {
    const finding = {
      code: 'tls/untrusted-root',
      severity: 'warning',
      confidence: 'possible',
      message: 'x',
      evidence: { interception: { by: 'Zscaler', issuer: 'x', sign: 'issuer' } },
    } as const
    const results = [...reached, result('tls-trusted', 'tls', 'warn', { findings: [finding] })]
    expect(unseenFromHere(results, vantage({}))).toHaveLength(2)
  })
})
