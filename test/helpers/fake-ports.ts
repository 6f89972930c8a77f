import type { ClockPort, Ports } from '../../src/core/ports.ts'

function refuse(what: string): never {
  throw new Error(`unexpected ${what}: the test did not allow it`)
}

/** A clock that stands still until it is moved; sleepers wake when their time has come. */
export interface FakeClock extends ClockPort {
  advance(ms: number): void
}

export function fakeClock(start = new Date('2026-11-23T20:00:00Z')): FakeClock {
  let elapsed = 0
  const sleepers = new Set<{ at: number; wake: () => void }>()
  return {
    now: () => new Date(start.getTime() + elapsed),
    monotonicMs: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        const sleeper = { at: elapsed + ms, wake: resolve }
        sleepers.add(sleeper)
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        })
      }),
    advance(ms) {
      elapsed += ms
      for (const sleeper of [...sleepers])
        if (sleeper.at <= elapsed) {
          sleepers.delete(sleeper)
          sleeper.wake()
        }
    },
  }
}

/** Ports that refuse whatever a test does not expect. */
export function fakePorts(overrides: Partial<Ports> = {}): Ports {
  return {
    files: {
      read: async (path) => refuse(`read of ${path}`),
      list: async (folder) => refuse(`listing of ${folder}`),
      stat: async (path) => refuse(`look at ${path}`),
    },
    dns: { resolve: async (host) => refuse(`DNS query for ${host}`) },
    net: {
      connect: async ({ address }) => refuse(`connection to ${address}`),
      handshake: async ({ address }) => refuse(`handshake with ${address}`),
    },
    http: { exchange: async ({ url }) => refuse(`request to ${url}`) },
    database: { open: async () => refuse('database session') },
    clock: fakeClock(),
    random: { hex: (digits) => 'a'.repeat(digits) },
    digest: { short: (text) => `d${text.length}`.padEnd(8, '0'), sha256: (text) => `d${text.length}`.padEnd(64, '0') },
    sources: { search: async ({ folder }) => refuse(`search in ${folder}`) },
    processes: {
      listeningOn: async (port) => refuse(`look at port ${port}`),
      // Who looks for an app asks everywhere; a test that says nothing of processes runs where they cannot be seen.
      listenersIn: async () => ({ kind: 'unsupported' }),
    },
    ...overrides,
  }
}
