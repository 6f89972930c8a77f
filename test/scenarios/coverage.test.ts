import { describe, expect, it } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import type { AnyCheck } from '../../src/core/check.ts'
import type { Scenario, Source } from '../helpers/scenario.ts'
import { appScenarios } from './rows-app.ts'
import { dnsScenarios } from './rows-dns.ts'
import { edgeScenarios } from './rows-edge.ts'
import { healthySetups } from './rows-healthy.ts'
import { appServerHealthy, appServerScenarios } from './rows-real-apps.ts'
import { proxyHealthy, proxyScenarios } from './rows-real-proxies.ts'
import { recordedHealthy, recordedScenarios } from './rows-recorded.ts'
import { tcpScenarios } from './rows-tcp.ts'
import { tlsScenarios } from './rows-tls.ts'
import { tunnelScenarios } from './rows-tunnel.ts'
import { tunnelAgentHealthy, tunnelAgentScenarios } from './rows-tunnel-agent.ts'

const families = /^(?:dns|tcp|tls|tunnel|edge|app)\//
const scenarios: readonly Scenario[] = [
  ...dnsScenarios,
  ...tcpScenarios,
  ...tlsScenarios,
  ...tunnelScenarios,
  ...tunnelAgentScenarios,
  ...edgeScenarios,
  ...appScenarios,
  ...proxyScenarios,
  ...appServerScenarios,
  ...recordedScenarios,
]
const healthy = [...healthySetups, ...tunnelAgentHealthy, ...proxyHealthy, ...appServerHealthy, ...recordedHealthy]

/** The handler's code that a single refused callback can show; the rest takes an order and a database. */
const alsoSeen = ['handler/crashes']

const registered = (checks as readonly AnyCheck[]).flatMap((check) => Object.keys(check.codes))
const codes = [...new Set([...registered.filter((code) => families.test(code)), ...alsoSeen])]
const ranks: readonly Source[] = ['server', 'reply', 'simulated']

/** The best that there is for a code. */
function sourceOf(code: string): Source | undefined {
  return ranks.find((source) => scenarios.some((scenario) => scenario.code === code && scenario.source === source))
}

describe('the scenarios', () => {
  it.each(codes)('show %s, and the same without the fault', (code) => {
    const own = scenarios.filter((scenario) => scenario.code === code)
    expect(own.length).toBeGreaterThan(0)
    expect(own.some(({ twin }) => twin !== undefined)).toBe(true)
  })

  it('are about codes that exist', () => {
    expect([...new Set(scenarios.map(({ code }) => code))].filter((code) => !codes.includes(code))).toEqual([])
  })

  it('show by real servers whatever one machine can show', () => {
    const counts = (source: Source) => codes.filter((code) => sourceOf(code) === source)
    process.stdout.write(
      `${codes.length} codes covered: ${counts('server').length} by real servers, ${counts('reply').length} by documented or recorded replies, ${counts('simulated').length} by neither; ${scenarios.length} faults, ${healthy.length} healthy set-ups and ${scenarios.filter(({ twin }) => twin !== undefined).length} twins\n`,
    )
    // No server of one machine can reset a connection before it is there.
    expect(counts('simulated')).toEqual(['tcp/reset'])
    // Providers and firewalls that nobody can run at home.
    expect(counts('reply').filter((code) => !/^(?:tunnel|edge)\//.test(code))).toEqual([])
  })

  it('have names of their own', () => {
    const names = scenarios.map(({ code, name }) => `${code}: ${name}`)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('have enough that must stay silent', () => {
    expect(healthy.length).toBeGreaterThan(100)
  })
})
