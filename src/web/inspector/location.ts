export type View = 'event' | 'timeline' | 'compare'

/** What of the page's state is in its address: it survives a reload and can be kept as a bookmark. */
export interface Place {
  readonly filter: string
  /** The event that is open. */
  readonly event: number | null
  readonly view: View
  /** With which event it is compared; null for the usual one. */
  readonly other: number | null
}

export const start: Place = { filter: '', event: null, view: 'event', other: null }

/** Reads `#filter=kind%3Astk&event=12&view=compare&with=11`; what makes no sense is left out. */
export function readPlace(hash: string): Place {
  const found = new URLSearchParams(hash.replace(/^#/, ''))
  const view = found.get('view')
  return {
    filter: found.get('filter') ?? '',
    event: readNumber(found.get('event')),
    view: view === 'timeline' || view === 'compare' ? view : 'event',
    other: readNumber(found.get('with')),
  }
}

export function writePlace({ filter, event, view, other }: Place): string {
  const parts = new URLSearchParams()
  if (filter !== '') parts.set('filter', filter)
  if (event !== null) {
    parts.set('event', String(event))
    if (view !== 'event') parts.set('view', view)
    if (view === 'compare' && other !== null) parts.set('with', String(other))
  }
  return `#${parts}`
}

function readNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
