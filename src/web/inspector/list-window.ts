/** The rows of a long list that are worth drawing, and where. */
export interface ListWindow {
  readonly first: number
  /** Exclusive. */
  readonly end: number
  readonly height: number
}

/** Rows drawn beyond the edges, so that a fast thumb does not see holes. */
const overscan = 8

/** Which rows of a list of equal rows to draw; all measures in CSS pixels. */
export function listWindow(scrollTop: number, viewport: number, rowHeight: number, rows: number): ListWindow {
  const first = Math.floor(scrollTop / rowHeight) - overscan
  const end = Math.ceil((scrollTop + viewport) / rowHeight) + overscan
  return {
    first: Math.min(Math.max(0, first), rows),
    end: Math.min(Math.max(0, end), rows),
    height: rows * rowHeight,
  }
}

/** How far to scroll so that a row is seen whole, moving as little as possible. */
export function scrollToRow(index: number, scrollTop: number, viewport: number, rowHeight: number): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  return Math.max(scrollTop, top + rowHeight - viewport)
}

/** The index of an event in a list with the newest first; -1 if it is not there. */
export function indexOfNumber(events: readonly { readonly number: number }[], number: number): number {
  const index = firstNotAbove(events, number)
  return events[index]?.number === number ? index : -1
}

/** Where an event of that number is, or would be. */
export function firstNotAbove(events: readonly { readonly number: number }[], number: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle]?.number ?? 0) > number) low = middle + 1
    else high = middle
  }
  return low
}
