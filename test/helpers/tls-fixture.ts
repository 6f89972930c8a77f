import type { TLSSocket, TlsOptions } from 'node:tls'
import { beforeAll, onTestFinished } from 'vitest'
import type { Endpoint } from '../../src/core/net-port.ts'
import { issue } from '../../src/demo/certificates.ts'
import type { TestAuthority } from './authority.ts'
import { createTestAuthority } from './authority.ts'
import { startHostileServer } from './hostile-server.ts'
import { lookAtTls, type TlsOutcome } from './tls-outcome.ts'
import { startTlsServer } from './tls-server.ts'

/** The host of all servers unless a test says otherwise. */
export const names: readonly string[] = ['shop.example']

export interface TlsFixture {
  readonly authority: TestAuthority
  /** A certificate without any fault. */
  readonly good: { readonly key: string; readonly cert: string }
}

/** An authority and a good certificate, made once per test file. */
export function useTls(): TlsFixture {
  let authority: TestAuthority | undefined
  let good: TlsFixture['good'] | undefined
  beforeAll(async () => {
    authority = await createTestAuthority()
    const leaf = await issue({ names, issuer: authority.intermediate })
    good = { key: leaf.key, cert: leaf.chain }
  })
  const made = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('only tests may ask for it')
    return value
  }
  return {
    get authority() {
      return made(authority)
    },
    get good() {
      return made(good)
    },
  }
}

/** A TLS server until the end of the test. */
export async function serve(options: TlsOptions, onConnection?: (socket: TLSSocket) => void): Promise<Endpoint> {
  const server = await startTlsServer(options, onConnection)
  onTestFinished(server.close)
  return server.endpoint
}

/** A server that does anything but TLS, until the end of the test. */
export async function serveRudely(onConnection: Parameters<typeof startHostileServer>[0]): Promise<Endpoint> {
  const server = await startHostileServer(onConnection)
  onTestFinished(server.close)
  return server.endpoint
}

/** What the checks make of a TLS server with these options, if the root that is given is trusted. */
export async function look(options: TlsOptions, trust: string, host?: string): Promise<TlsOutcome> {
  return lookAtTls({ endpoint: await serve(options), trust, ...(host === undefined ? {} : { host }) })
}
