import type { ShownReading } from '../core/shown-reading.ts'
import type { KeyReading } from './key-reading.ts'

/** A reading as it may be shown. `digest` gives the short digest of a text. */
export function showReading(reading: KeyReading, isSecret: boolean, digest: (text: string) => string): ShownReading {
  const { loader, outcome } = reading
  switch (reading.outcome) {
    case 'value':
      return isSecret
        ? { loader, outcome, length: [...reading.value].length, digest: digest(reading.value) }
        : { loader, outcome, value: reading.value }
    case 'raises':
    case 'file-rejected':
      return { loader, outcome, reason: reading.reason }
    default:
      return { loader, outcome }
  }
}
