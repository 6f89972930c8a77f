import type { EventDetail } from '../../inbox/inspector-api.ts'
import { fetchEvent } from './api.ts'

/** Bodies can be large, so only the last few stay. */
const kept = 30

export interface DetailCache {
  /** @throws as `fetchEvent` */
  readonly load: (number: number, signal: AbortSignal) => Promise<EventDetail>
  readonly known: (number: number) => EventDetail | undefined
  readonly forget: (number: number) => void
}

export function createDetailCache(): DetailCache {
  const details = new Map<number, EventDetail>()
  return {
    known: (number) => details.get(number),
    forget: (number) => void details.delete(number),
    load: async (number, signal) => {
      const known = details.get(number)
      if (known !== undefined) return known
      const detail = await fetchEvent(number, signal)
      details.set(number, detail)
      const [oldest] = details.keys()
      if (details.size > kept && oldest !== undefined) details.delete(oldest)
      return detail
    },
  }
}
