import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { defineCheck, pass } from '../../src/core/check.ts'
import type { ConnectResult, Endpoint, NetPort } from '../../src/core/net-port.ts'
import type { Ports } from '../../src/core/ports.ts'
import type { Probe } from '../../src/core/probe.ts'
import { runChecks } from '../../src/core/run-checks.ts'
import { createSettings, layerOf } from '../../src/core/settings.ts'
import { connection, tcp } from '../../src/probes/tcp.ts'

const fast = '127.0.0.1'
const silent = '127.0.0.2'

/** Connects at once, or not before it is told to end. */
function connecting(ended: string[]): NetPort['connect'] {
  return (endpoint, { signal }) =>
    endpoint.address === fast
      ? Promise.resolve(succeed(endpoint))
      : new Promise((resolve) => {
          const end = () => {
            ended.push(endpoint.address)
            resolve({ kind: 'failure', endpoint, code: 'timed-out', systemCode: 'ABORT_ERR', ms: 1 })
          }
          if (signal.aborted) end()
          else signal.addEventListener('abort', end)
        })
}

function succeed(endpoint: Endpoint): ConnectResult {
  return { kind: 'connected', endpoint, ms: 1 }
}

/** Runs a check that needs one probe; `sleep` decides when limits and graces are over. */
async function runWith(probe: Probe<unknown>, connect: NetPort['connect'], sleep = systemClock.sleep) {
  const seen: unknown[] = []
  const check = defineCheck({
    id: 'looks',
    family: 'tcp',
    title: 'Looks',
    codes: {},
    needs: { probe },
    judge: ({ probe: value }) => {
      seen.push(value)
      return pass()
    },
  })
  const addresses = [fast, silent].map((address) => ({ address, family: 4 as const }))
  const dns: Ports['dns'] = { resolve: async () => ({ kind: 'addresses', addresses, ms: 1, resolver: 'test' }) }
  const settings = createSettings([
    layerOf({ callbackUrl: { value: 'https://shop.duka.co.ke/callback', origin: { kind: 'default' } } }),
  ])
  const [result] = await runChecks({
    checks: [check],
    ports: { dns, net: { connect }, clock: { ...systemClock, sleep } } as Ports,
    settings,
    project: {} as never,
    signal: new AbortController().signal,
  })
  return { result, seen }
}

describe('connecting to several addresses', () => {
  it('goes on with the first that connects, and ends the others with the run', async () => {
    const ended: string[] = []
    const { result, seen } = await runWith(connection, connecting(ended))
    expect(result?.status).toBe('pass')
    expect(seen).toEqual([{ address: fast, port: 443 }])
    expect(ended).toEqual([silent])
  })

  it('tells of all of them once the grace is over', async () => {
    const waits: number[] = []
    const { seen } = await runWith(tcp, connecting([]), async (ms, signal) => {
      waits.push(ms)
      // The grace is over at once, limits never are.
      if (ms < 5_000) return
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    expect(waits).toContain(1_500)
    expect(seen).toMatchObject([
      { connected: { address: fast }, attempts: [{ result: { kind: 'connected' } }, { result: { kind: 'failure' } }] },
    ])
  })

  it.each([
    ['the first', connection],
    ['all', tcp],
  ] as const)('does not wait for an adapter that is broken: %s', async (_which, probe) => {
    const { result } = await runWith(probe, () => Promise.reject(new Error('broken')))
    expect(result).toMatchObject({ status: 'crash', reason: 'broken' })
  })
})
