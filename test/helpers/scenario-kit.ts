import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ports } from '../../src/core/ports.ts'
import type { TestAuthority } from './authority.ts'
import { createTestAuthority } from './authority.ts'
import type { Front } from './scenario-front.ts'
import { startFront } from './scenario-front.ts'
import type { Answer } from './scenario-replies.ts'
import { startReplyServer } from './scenario-replies.ts'

/** Command line of one look at a server. */
export interface Setup {
  /** The URL first. */
  readonly argv: readonly string[]
  /** The same app on this machine; the scenario is then looked at a second time, with it. */
  readonly appUrl?: string
  /** In place of the adapters of this machine. */
  readonly ports?: Partial<Ports>
}

/** What the scenarios of a test file share; everything is started when it is first wanted. */
export interface Kit {
  readonly path: string
  readonly authority: TestAuthority
  /** File with the root to trust. */
  readonly trustFile: string
  /** A host name that no other scenario has. */
  host(domain?: string): string
  front(): Promise<Front>
  /** Publishes a port of this machine, or a server that answers so, under a name with a good certificate. */
  publish(backend: number | Answer, where?: Where): Promise<Published>
  /** Once for each key. */
  shared<T>(key: string, start: () => Promise<T>): Promise<T>
  defer(cleanUp: () => unknown): void
}

export interface Where {
  readonly host?: string
  readonly domain?: string
  readonly path?: string
}

export interface Published extends Setup {
  readonly host: string
  readonly port: number
  /** The set-up with the app on this machine beside it. */
  withApp(url?: string): Setup
}

/** `stop` ends everything that was started, the latest first. */
export function createKit(): { readonly kit: Kit; stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-trust-'))
  const cleanUps: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const started = new Map<string, Promise<unknown>>()
  const shared = <T>(key: string, start: () => Promise<T>): Promise<T> => {
    const running = started.get(key) ?? start()
    started.set(key, running)
    return running as Promise<T>
  }
  const defer = (cleanUp: () => unknown): void => void cleanUps.push(cleanUp)
  const trustFile = join(folder, 'ca.pem')
  const authority = createTestAuthority().then((made) => {
    writeFileSync(trustFile, made.trust)
    return made
  })
  let hosts = 0
  let known: TestAuthority | undefined
  const kit: Kit = {
    path: '/api/payments/callback',
    get authority() {
      if (known === undefined) throw new Error('the authority is there after front()')
      return known
    },
    trustFile,
    host: (domain = 'duka.co.ke') => `shop${++hosts}.${domain}`,
    front: () =>
      shared('front', async () => {
        known = await authority
        const front = await startFront(known)
        defer(front.close)
        return front
      }),
    async publish(backend, { domain, host = kit.host(domain), path = kit.path } = {}) {
      const front = await kit.front()
      const port = typeof backend === 'number' ? backend : await serve(backend)
      front.route(host, port)
      const argv = [
        `https://${host}${path}`,
        '--connect-to',
        `${host}:443:127.0.0.1:${front.port}`,
        '--cacert',
        trustFile,
      ]
      return { host, port, argv, withApp: (appUrl = `http://127.0.0.1:${port}`) => ({ argv, appUrl }) }
    },
    shared,
    defer,
  }

  async function serve(answer: Answer): Promise<number> {
    const server = await startReplyServer(answer)
    defer(server.close)
    return server.port
  }

  return {
    kit,
    async stop() {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp()
    },
  }
}
