import type { EventDetail, EventSummary } from '../../inbox/inspector-api.ts'
import { notify } from '../shared/announce.ts'
import { type Connection, whyNothingIsSent } from '../shared/connection-view.ts'
import { copyText } from '../shared/copy.ts'
import { button, byId, classed, element } from '../shared/dom.ts'
import { compareChoice } from './compare-choice.ts'
import { compareView } from './compare-view.ts'
import { createDetailCache } from './detail-cache.ts'
import { detailActions, detailHead } from './detail-head.ts'
import { nothingOpen } from './empty-view.ts'
import type { EventStore } from './event-store.ts'
import { eventView } from './event-view.ts'
import { type Place, start } from './location.ts'
import { openReplayDialog } from './replay-dialog.ts'
import type { SentReplay } from './replay-log.ts'
import { tabList } from './tabs.ts'
import { partnerOf } from './timeline.ts'
import { timelineView } from './timeline-view.ts'

export interface DetailView {
  readonly show: (place: Place) => void
  /** Newer knowledge of some events: what is open is drawn again if it is among them or of the same payment. */
  readonly update: (events: readonly EventSummary[]) => void
  /** Without a connection nothing can be replayed. */
  readonly connected: (state: Connection) => void
  readonly replay: () => void
  readonly copyCurl: () => void
  readonly focus: () => void
}

/** The pane of the open event. `go` changes the place, which comes back through `show`. */
export function createDetailView(store: EventStore, go: (change: Partial<Place>) => void): DetailView {
  const pane = byId('detail')
  const cache = createDetailCache()
  const replays: SentReplay[] = []
  let place: Place = start
  let offline = whyNothingIsSent('connecting')
  let loading = new AbortController()

  /** Draws what is known at once, and the rest when it is there. */
  function draw(): void {
    loading.abort()
    loading = new AbortController()
    const summary = place.event === null ? undefined : (store.get(place.event) ?? cache.known(place.event)?.summary)
    if (place.event === null) pane.replaceChildren(nothingOpen())
    else if (summary === undefined) pane.replaceChildren(classed('p', 'empty', 'Loading…'))
    else drawEvent(summary, cache.known(place.event))
    if (place.event !== null && !isComplete()) void load(place.event, loading.signal)
  }

  function drawEvent(summary: EventSummary, detail: EventDetail | undefined): void {
    const samePayment = store.ofPayment(summary.messageId)
    const panel = element(
      'div',
      { id: 'panel', role: 'tabpanel', tabindex: 0, 'aria-labelledby': `tab-${place.view}`, class: 'panel' },
      ...panelContent(summary, samePayment, detail),
    )
    const focused = document.activeElement?.id ?? ''
    const top = document.getElementById('panel')?.dataset.shows === shows() ? (byId('panel').scrollTop ?? 0) : 0
    panel.dataset.shows = shows()
    pane.replaceChildren(
      detailHead(summary, () => go({ event: null })),
      detailActions(detail, offline, replay),
      tabList(place.view, samePayment.length, (view) => go({ view })),
      panel,
    )
    panel.scrollTop = top
    // What was drawn anew must not throw the reader out of it.
    if (focused !== '' && document.activeElement === document.body) document.getElementById(focused)?.focus()
  }

  const shows = () => `${place.event} ${place.view} ${other()}`

  function panelContent(
    summary: EventSummary,
    samePayment: readonly EventSummary[],
    detail: EventDetail | undefined,
  ): readonly Node[] {
    if (place.view === 'timeline') {
      const sent = replays.filter(
        ({ number, messageId }) => number === summary.number || (messageId !== null && messageId === summary.messageId),
      )
      return timelineView(summary, samePayment, sent, (event) => go({ event }))
    }
    if (detail === undefined) return [classed('p', 'note', 'Loading…')]
    return place.view === 'event' ? eventView(detail) : comparison(summary, samePayment, detail)
  }

  function comparison(
    summary: EventSummary,
    samePayment: readonly EventSummary[],
    detail: EventDetail,
  ): readonly Node[] {
    const number = other()
    const choice = compareChoice(summary, samePayment, store.all(), number, (chosen) => go({ other: chosen }))
    if (number === null)
      return [choice, classed('p', 'explained', 'This is the only delivery of its payment. Choose another event.')]
    const found = cache.known(number)
    return [choice, ...(found === undefined ? [classed('p', 'note', 'Loading…')] : compareView(detail, found))]
  }

  /** The event to compare with, where two are compared. */
  function other(): number | null {
    if (place.view !== 'compare' || place.event === null) return null
    const summary = store.get(place.event)
    const chosen = place.other === place.event ? null : place.other
    return chosen ?? (summary === undefined ? null : partnerOf(summary, store.ofPayment(summary.messageId)))
  }

  function wanted(): readonly number[] {
    return [place.event, other()].filter((number) => number !== null)
  }

  const isComplete = () => wanted().every((number) => cache.known(number) !== undefined)

  async function load(number: number, signal: AbortSignal): Promise<void> {
    try {
      await Promise.all(wanted().map((each) => cache.load(each, signal)))
      const detail = cache.known(number)
      if (!signal.aborted && detail !== undefined) drawEvent(store.get(number) ?? detail.summary, detail)
    } catch (failure) {
      if (!signal.aborted) showFailure(failure instanceof Error ? failure.message : String(failure))
    }
  }

  function showFailure(message: string): void {
    const again = button({}, 'Try again', draw)
    const back = button({ class: 'back' }, '‹ Back', () => go({ event: null }))
    const panel = document.getElementById('panel')
    const text = element('p', { role: 'alert' }, message)
    if (panel === null) pane.replaceChildren(back, classed('div', 'empty', text, again))
    else panel.replaceChildren(classed('div', 'empty', text, again))
  }

  function replay(): void {
    const detail = place.event === null ? undefined : cache.known(place.event)
    if (detail === undefined) return
    const why = offline ?? detail.cannotReplay
    if (why !== null) {
      notify(`Cannot be replayed: ${why}`)
      return
    }
    const { number, messageId } = detail.summary
    openReplayDialog(detail, (outcome) => {
      replays.push({ number, messageId, at: new Date().toISOString(), outcome })
      if (place.view === 'timeline') draw()
    })
  }

  return {
    show: (next) => {
      place = next
      draw()
    },
    update: (events) => {
      const summary = place.event === null ? undefined : store.get(place.event)
      for (const { number } of events) cache.forget(number)
      const concerns = events.some(
        ({ number, messageId }) => number === place.event || (messageId !== null && messageId === summary?.messageId),
      )
      if (concerns) draw()
    },
    connected: (state) => {
      const before = offline
      offline = whyNothingIsSent(state)
      const actions = pane.querySelector('.actions')
      if (offline === before || place.event === null) return
      actions?.replaceWith(detailActions(cache.known(place.event), offline, replay))
    },
    replay,
    copyCurl: () => {
      const detail = place.event === null ? undefined : cache.known(place.event)
      if (detail !== undefined) void copyText(detail.curl, 'curl command')
    },
    focus: () => document.getElementById('detail-title')?.focus(),
  }
}
