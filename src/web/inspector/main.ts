import type { EventSummary } from '../../inbox/inspector-api.ts'
import { showConnection } from '../shared/connection-view.ts'
import { byId } from '../shared/dom.ts'
import { count } from '../shared/format.ts'
import { initTheme } from '../shared/theme.ts'
import { initChips } from './chips.ts'
import { refreshAges } from './detail-head.ts'
import { createDetailView } from './detail-view.ts'
import { emptyInbox, nothingFound, notLoaded } from './empty-view.ts'
import { createEventStore } from './event-store.ts'
import { matchesFilter, parseFilter } from './filter.ts'
import { openHelpDialog } from './help-dialog.ts'
import { listenForKeys } from './keyboard.ts'
import type { Command } from './keys.ts'
import { createListView } from './list-view.ts'
import { indexOfNumber } from './list-window.ts'
import { loadAfter, loadEvents } from './load-events.ts'
import { type Place, readPlace, writePlace } from './location.ts'
import { followInbox } from './shared-stream.ts'

const store = createEventStore()
const main = byId('main')
const filterBox = byId('filter') as HTMLInputElement
/** Where list and event are side by side; as in the style sheet. */
const wide = matchMedia('(min-width: 60rem)')

let place: Place = readPlace(location.hash)
/** The event that the keys move from; on a wide screen it is also the open one. */
let active: number | null = place.event
let shown: readonly EventSummary[] = []
let loaded = false
/** Why the first load did not succeed. */
let failure: string | null = null
let drawing = 0

const detail = createDetailView(store, (change) => go(change))
const list = createListView((number) => {
  active = number
  open(number)
  if (!wide.matches) detail.focus()
})
const showChips = initChips(
  () => filterBox.value,
  (filter) => go({ filter }),
)

function go(change: Partial<Place>): void {
  const before = place
  // Another event has another usual partner.
  place = { ...place, ...('event' in change ? { other: null } : {}), ...change }
  // Going to an event is a step that the Back button of a phone takes back; moving between events is none.
  if (before.event === null && place.event !== null) history.pushState({ opened: true }, '', writePlace(place))
  else history.replaceState(history.state, '', writePlace(place))
  arrive(before)
}

function arrive(before: Place): void {
  main.dataset.open = place.event === null ? 'no' : 'yes'
  if (filterBox.value !== place.filter) filterBox.value = place.filter
  if (place.event !== null) active = place.event
  if (before.filter !== place.filter) drawList(true)
  if (before.event !== place.event || before.view !== place.view || before.other !== place.other) detail.show(place)
  list.select(active)
  if (before.event !== null && place.event === null) list.focus()
}

function open(number: number): void {
  go({ event: number, view: place.event === null ? 'event' : place.view })
}

function drawList(fromTop = false): void {
  const filter = parseFilter(place.filter)
  const all = store.all()
  shown = filter.length === 0 ? all : all.filter((event) => matchesFilter(event, filter))
  list.show(shown, fromTop)
  showChips(place.filter)
  const empty = byId('empty')
  empty.hidden = shown.length > 0 || (!loaded && failure === null)
  main.dataset.empty = all.length === 0 && loaded ? 'yes' : 'no'
  if (!empty.hidden)
    empty.replaceChildren(
      ...(failure !== null
        ? notLoaded(failure, () => void load())
        : all.length === 0
          ? emptyInbox()
          : nothingFound(count(all.length, 'event'), () => go({ filter: '' }))),
    )
  const total = count(all.length, 'event')
  byId('found').textContent = filter.length === 0 ? total : `${shown.length.toLocaleString('en')} of ${total}`
}

/** Many events may come within one frame. */
function drawListSoon(): void {
  if (drawing !== 0) return
  drawing = requestAnimationFrame(() => {
    drawing = 0
    drawList()
  })
}

function receive(events: readonly EventSummary[]): void {
  loaded = true
  failure = null
  store.put(events)
  drawListSoon()
  detail.update(events)
}

function move(step: (index: number) => number): void {
  const index = active === null ? -1 : indexOfNumber(shown, active)
  const event = shown[Math.min(shown.length - 1, Math.max(0, step(index)))]
  if (event === undefined) return
  active = event.number
  if (wide.matches || place.event !== null) open(event.number)
  else list.select(active)
}

const commands: Readonly<Record<Command, () => void>> = {
  next: () => move((index) => index + 1),
  previous: () => move((index) => index - 1),
  top: () => move(() => 0),
  bottom: () => move(() => shown.length - 1),
  open: () => {
    if (active === null) return
    open(active)
    detail.focus()
  },
  close: () => {
    if (document.activeElement === filterBox) leaveFilter()
    else if (place.event !== null) close()
  },
  search: () => filterBox.select(),
  event: () => show('event'),
  timeline: () => show('timeline'),
  compare: () => show('compare'),
  replay: () => detail.replay(),
  copy: () => detail.copyCurl(),
  help: openHelpDialog,
}

function show(view: Place['view']): void {
  if (active !== null) go({ event: active, view })
}

function leaveFilter(): void {
  if (place.filter === '') list.focus()
  else go({ filter: '' })
}

function close(): void {
  if ((history.state as { readonly opened?: boolean } | null)?.opened === true) history.back()
  else go({ event: null })
}

async function load(): Promise<void> {
  try {
    await loadEvents(({ events }) => receive(events))
  } catch (thrown) {
    failure = thrown instanceof Error ? thrown.message : String(thrown)
    drawList()
  }
}

initTheme()
listenForKeys((command) => commands[command]())
byId('help').addEventListener('click', openHelpDialog)
filterBox.addEventListener('input', () => go({ filter: filterBox.value }))
filterBox.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' && event.key !== 'ArrowDown') return
  event.preventDefault()
  list.focus()
})
addEventListener('popstate', () => {
  const before = place
  place = readPlace(location.hash)
  arrive(before)
})
setInterval(() => refreshAges(new Date()), 5000)

filterBox.value = place.filter
main.dataset.open = place.event === null ? 'no' : 'yes'
detail.show(place)
await load()
drawList(true)
list.select(active)
followInbox({
  resumeAfter: store.resumeAfter,
  onEvent: (event) => receive([event]),
  onState: (state) => {
    showConnection(state, { command: 'mpesa-doctor listen --ui', live: 'Live: new callbacks appear by themselves.' })
    detail.connected(state)
  },
  onReturn: () => void loadAfter(store.resumeAfter(), ({ events }) => receive(events)).catch(() => undefined),
})
