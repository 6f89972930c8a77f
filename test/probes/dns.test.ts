import { describe, expect, it } from 'vitest'
import type { DnsAnswer, DnsPort } from '../../src/core/dns-port.ts'
import { type Observation, observed, type Probe, type ProbeContext } from '../../src/core/probe.ts'
import { createSettings, layerOf } from '../../src/core/settings.ts'
import { callbackTarget } from '../../src/probes/callback-target.ts'
import { dns, dnsAnswer } from '../../src/probes/dns.ts'
import { netAddresses } from '../../src/probes/net-addresses.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { projectFacts } from '../helpers/project-facts.ts'

const origin = { kind: 'option', name: 'test' } as const

function addresses(address: string, resolver: string): DnsAnswer {
  return { kind: 'addresses', addresses: [{ address, family: 4 }], ms: 2, resolver }
}

function failure(code: Extract<DnsAnswer, { kind: 'failure' }>['code'], resolver: string): DnsAnswer {
  return { kind: 'failure', code, systemCode: code, ms: 2, resolver }
}

/** Runs the probe; `answer` says what each server says, and what this machine says where none is named. */
async function run(
  answer: (server: string | undefined) => DnsAnswer,
  servers: readonly string[] = [],
  host = 'shop.example',
  budgetMs = 8_000,
) {
  const asked: { readonly name: string; readonly server: string | undefined; readonly limitMs: number }[] = []
  const resolve: DnsPort['resolve'] = async (name, { servers: [server] = [], limitMs }) => {
    asked.push({ name, server, limitMs })
    return answer(server)
  }
  const url = new URL(`https://${host}/callback`)
  const target = observed({ url, origin, secure: true, host, port: 443, connectTo: undefined })
  const context: ProbeContext = {
    ports: fakePorts({ dns: { resolve } }),
    settings: createSettings([
      layerOf({
        budget: { value: budgetMs, origin },
        ...(servers.length === 0 ? {} : { dnsServer: { value: servers, origin } }),
      }),
    ]),
    project: projectFacts(),
    signal: AbortSignal.timeout(5_000),
    observe: async <T>(probe: Probe<T>) =>
      (probe as Probe<unknown>) === callbackTarget
        ? (target as Observation<unknown> as Observation<T>)
        : probe.run(context),
    defer: () => undefined,
  }
  return { observation: await dns.run(context), asked }
}

describe('asking for the host', () => {
  it('asks this machine once, and nobody else', async () => {
    const { observation, asked } = await run(() => addresses('8.8.8.8', 'this machine'))
    expect(asked.map(({ server }) => server)).toEqual([undefined])
    expect(observation).toMatchObject({
      value: {
        answer: { addresses: [{ address: '8.8.8.8' }] },
        answers: [{ resolver: 'this machine', at: '2026-11-23T20:00:00.000Z' }],
      },
    })
  })

  it('asks every given server by itself, and this machine for comparison with less patience', async () => {
    const { observation, asked } = await run(
      (server) => addresses(server === undefined ? '10.0.0.1' : '8.8.8.8', server ?? 'this machine'),
      ['1.1.1.1', '9.9.9.9'],
    )
    expect(asked.map(({ server = 'own' }) => server).sort()).toEqual(['1.1.1.1', '9.9.9.9', 'own'])
    const limitOf = (name: string | undefined) => asked.find(({ server }) => server === name)?.limitMs ?? 0
    expect(limitOf(undefined)).toBeLessThan(limitOf('1.1.1.1'))
    expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(['shop.example']))
    expect(observation).toMatchObject({
      value: {
        answer: { resolver: '1.1.1.1' },
        answers: [{ resolver: '1.1.1.1' }, { resolver: '9.9.9.9' }, { resolver: 'this machine' }],
      },
    })
  })

  it('lets a server that knows the name stand in for one that does not or is silent, never this machine', async () => {
    const known = (server: string | undefined) =>
      server === '1.1.1.1' ? failure('timed-out', server) : addresses('8.8.8.8', server ?? 'this machine')
    expect((await run(known, ['1.1.1.1', '9.9.9.9'])).observation).toMatchObject({
      value: { answer: { resolver: '9.9.9.9' } },
    })
    expect((await run(known, ['1.1.1.1'])).observation).toMatchObject({
      value: { answer: { kind: 'failure', resolver: '1.1.1.1' } },
    })
    const missing = (server: string | undefined) =>
      server === undefined
        ? addresses('8.8.8.8', 'this machine')
        : failure(server === '1.1.1.1' ? 'timed-out' : 'not-found', server)
    expect((await run(missing, ['1.1.1.1', '9.9.9.9'])).observation).toMatchObject({
      value: { answer: { code: 'not-found' } },
    })
  })

  it('gives a silent server no more than a grace once another one has answered', async () => {
    const url = new URL('https://shop.example/callback')
    const target = observed({ url, origin, secure: true, host: 'shop.example', port: 443, connectTo: undefined })
    const ended: string[] = []
    const resolve: DnsPort['resolve'] = (_, { servers: [server = 'own'] = [], signal }) =>
      server === '1.1.1.1'
        ? Promise.resolve(addresses('8.8.8.8', server))
        : new Promise((settle) =>
            signal.addEventListener('abort', () => {
              ended.push(server)
              settle(failure('timed-out', server))
            }),
          )
    const run = new AbortController()
    const context: ProbeContext = {
      ports: fakePorts({ dns: { resolve }, clock: { ...fakePorts({}).clock, sleep: async () => undefined } }),
      settings: createSettings([layerOf({ dnsServer: { value: ['9.9.9.9', '1.1.1.1'], origin } })]),
      project: projectFacts(),
      signal: run.signal,
      observe: async <T>(probe: Probe<T>) =>
        (probe as Probe<unknown>) === callbackTarget
          ? (target as Observation<unknown> as Observation<T>)
          : probe.run(context),
      defer: () => undefined,
    }
    expect(await dnsAnswer.run(context)).toMatchObject({
      value: { answer: { resolver: '1.1.1.1' }, answers: [{ code: 'timed-out' }, { kind: 'addresses' }] },
    })
    expect(ended).toEqual(['9.9.9.9'])
  })

  it('waits for no answer longer than the budget of a reply', async () => {
    const { asked } = await run(() => addresses('8.8.8.8', 'x'), ['1.1.1.1'], 'shop.example', 700)
    expect(asked.map(({ limitMs }) => limitMs)).toEqual([700, 700])
  })

  it('asks nobody about an address', async () => {
    const { observation, asked } = await run(() => addresses('8.8.8.8', 'x'), [], '8.8.4.4')
    expect({ observation, asked }).toMatchObject({
      observation: { available: false, kind: 'not-applicable' },
      asked: [],
    })
  })

  it('does not let a connection wait for the comparison', async () => {
    const url = new URL('https://shop.example/callback')
    const target = observed({ url, origin, secure: true, host: 'shop.example', port: 443, connectTo: undefined })
    const resolve: DnsPort['resolve'] = (_, { servers }) =>
      servers === undefined ? new Promise(() => undefined) : Promise.resolve(addresses('8.8.8.8', '1.1.1.1'))
    const context: ProbeContext = {
      ports: fakePorts({ dns: { resolve } }),
      settings: createSettings([layerOf({ dnsServer: { value: ['1.1.1.1'], origin } })]),
      project: projectFacts(),
      signal: AbortSignal.timeout(5_000),
      observe: async <T>(probe: Probe<T>) =>
        (probe as Probe<unknown>) === callbackTarget
          ? (target as Observation<unknown> as Observation<T>)
          : probe.run(context),
      defer: () => undefined,
    }
    expect(await netAddresses.run(context)).toMatchObject({ value: { addresses: [{ address: '8.8.8.8' }] } })
  })
})
