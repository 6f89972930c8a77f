import type { EventSummary } from '../../inbox/inspector-api.ts'
import { byId, classed } from '../shared/dom.ts'
import { count } from '../shared/format.ts'
import { firstNotAbove, indexOfNumber, listWindow, scrollToRow } from './list-window.ts'
import { eventRow } from './row.ts'

export interface ListView {
  /** Shows these, the newest first. What is being read stays where it is, unless `fromTop`. */
  readonly show: (events: readonly EventSummary[], fromTop?: boolean) => void
  /** Marks an event and scrolls to it; null for none. */
  readonly select: (number: number | null) => void
  readonly focus: () => void
}

/** Rows are this high, in units of the font size of the page, so that they grow with it. As in the style sheet. */
const rowRem = 3.75

interface DrawnRow {
  readonly event: EventSummary
  readonly node: HTMLElement
}

/** The virtual list: only the rows in sight are in the document. */
export function createListView(onPick: (number: number) => void): ListView {
  const list = byId('list')
  const pill = byId('newer')
  const spacer = classed('div', 'spacer')
  spacer.setAttribute('role', 'presentation')
  list.append(spacer)
  const rowHeight = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

  let events: readonly EventSummary[] = []
  let drawn = new Map<number, DrawnRow>()
  let selected: number | null = null
  /** The newest that was in sight when the list was last at its top. */
  let seen = 0
  let frame = 0

  function draw(): void {
    frame = 0
    const { first, end, height } = listWindow(list.scrollTop, list.clientHeight, rowHeight, events.length)
    spacer.style.setProperty('height', `${height}px`)
    const now = new Date()
    const next = new Map<number, DrawnRow>()
    for (let index = first; index < end; index++) {
      const event = events[index]
      if (event === undefined) continue
      const old = drawn.get(event.number)
      const node = old?.event === event ? old.node : eventRow(event, now)
      place(node, index, event.number === selected)
      next.set(event.number, { event, node })
    }
    for (const [number, { node }] of drawn) if (next.get(number)?.node !== node) node.remove()
    // In the order of the list, for those who read it without seeing it.
    let before: ChildNode | null = null
    for (const { node } of next.values()) {
      const wanted: ChildNode | null = before === null ? spacer.firstChild : before.nextSibling
      if (node !== wanted) spacer.insertBefore(node, wanted)
      before = node
    }
    drawn = next
    markSelected()
    showPill()
  }

  function place(node: HTMLElement, index: number, isSelected: boolean): void {
    node.style.setProperty('transform', `translateY(${index * rowHeight}px)`)
    node.setAttribute('aria-posinset', String(index + 1))
    node.setAttribute('aria-setsize', String(events.length))
    node.setAttribute('aria-selected', String(isSelected))
  }

  function markSelected(): void {
    if (selected !== null && drawn.has(selected)) list.setAttribute('aria-activedescendant', `row-${selected}`)
    else list.removeAttribute('aria-activedescendant')
  }

  function showPill(): void {
    if (list.scrollTop < rowHeight / 2) seen = Math.max(seen, events[0]?.number ?? 0)
    const newer = firstNotAbove(events, seen)
    pill.hidden = newer === 0
    if (newer > 0) pill.textContent = `↑ ${count(newer, 'new event')}`
  }

  function drawSoon(): void {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }

  function show(shown: readonly EventSummary[], fromTop = false): void {
    const top = list.scrollTop
    const anchor = top < rowHeight / 2 || fromTop ? undefined : events[Math.floor(top / rowHeight)]
    const before = anchor === undefined ? 0 : indexOfNumber(events, anchor.number)
    events = shown
    list.hidden = events.length === 0
    spacer.style.setProperty('height', `${events.length * rowHeight}px`)
    if (anchor === undefined) list.scrollTop = 0
    else list.scrollTop = top + (firstNotAbove(events, anchor.number) - before) * rowHeight
    if (fromTop) seen = events[0]?.number ?? seen
    draw()
  }

  function select(number: number | null): void {
    selected = number
    const index = number === null ? -1 : indexOfNumber(events, number)
    if (index >= 0) list.scrollTop = scrollToRow(index, list.scrollTop, list.clientHeight, rowHeight)
    draw()
  }

  list.addEventListener('scroll', drawSoon, { passive: true })
  new ResizeObserver(drawSoon).observe(list)
  list.addEventListener('click', ({ target }) => {
    const number = target instanceof Element ? target.closest<HTMLElement>('.row')?.dataset.number : undefined
    if (number !== undefined) onPick(Number(number))
  })
  pill.addEventListener('click', () => {
    list.scrollTop = 0
    draw()
    list.focus()
  })
  return { show, select, focus: () => list.focus({ preventScroll: true }) }
}
