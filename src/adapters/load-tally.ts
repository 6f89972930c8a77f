import type { LoadFailure, LoadFigures, LoadSample } from '../callbacks/load/load-port.ts'
import type { Sent } from './load-connection.ts'
import { limitReached, toOpenFailureCode } from './net-node-socket.ts'

/** Counts what came back and keeps the first of each kind. */
export interface Tally {
  /** Whether such an answer was not seen yet. */
  readonly isNew: (status: number) => boolean
  add(sent: Sent): void
  figures(): Pick<LoadFigures, 'answered' | 'statuses' | 'failures' | 'samples'>
}

export function createTally(): Tally {
  const statuses = new Map<number, number>()
  const failures = new Map<LoadFailure, number>()
  const samples = new Map<number | LoadFailure, LoadSample>()
  return {
    isNew: (status) => !samples.has(status),
    add(sent) {
      if (sent.kind === 'answered') {
        const { status, headers, body } = sent.reply
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (!samples.has(status))
          samples.set(status, { kind: 'answered', status, headers, body, durationMs: sent.durationMs })
        return
      }
      const { systemCode, durationMs } = sent
      const failure = failureOf(systemCode)
      failures.set(failure, (failures.get(failure) ?? 0) + 1)
      if (!samples.has(failure)) samples.set(failure, { kind: 'failed', failure, systemCode, durationMs })
    },
    figures: () => ({
      answered: [...statuses.values()].reduce((sum, count) => sum + count, 0),
      statuses: Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b)),
      failures: Object.fromEntries(failures),
      samples: [...samples.values()],
    }),
  }
}

const own: Readonly<Record<string, LoadFailure>> = { CLOSED: 'closed', [limitReached]: 'timed-out' }
const ofOpening: Readonly<Partial<Record<ReturnType<typeof toOpenFailureCode>, LoadFailure>>> = {
  refused: 'refused',
  'timed-out': 'timed-out',
  reset: 'reset',
  'not-found': 'unresolved',
}

function failureOf(systemCode: string): LoadFailure {
  if (systemCode.startsWith('TLS_')) return 'tls'
  return own[systemCode] ?? ofOpening[toOpenFailureCode(systemCode)] ?? 'other'
}
