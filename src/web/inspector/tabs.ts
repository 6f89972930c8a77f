import { button, element } from '../shared/dom.ts'
import type { View } from './location.ts'

const tabs: readonly (readonly [view: View, label: string, key: string])[] = [
  ['event', 'Event', 'e'],
  ['timeline', 'Timeline', 't'],
  ['compare', 'Compare', 'd'],
]

/** The tabs above an event; the arrows move between them as everywhere. */
export function tabList(current: View, deliveries: number, onView: (view: View) => void): HTMLElement {
  const made = tabs.map(([view, label, key]) => {
    const attributes = {
      role: 'tab',
      id: `tab-${view}`,
      'aria-selected': String(view === current),
      'aria-controls': 'panel',
      tabindex: view === current ? 0 : -1,
      title: `${label} (${key})`,
    }
    return button(attributes, view === 'timeline' && deliveries > 1 ? `${label} (${deliveries})` : label, () =>
      onView(view),
    )
  })
  const list = element('div', { role: 'tablist', 'aria-label': 'About this event', class: 'tabs' }, ...made)
  list.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const index = tabs.findIndex(([view]) => view === current) + step
    const [next] = tabs[(index + tabs.length) % tabs.length] ?? []
    if (step === 0 || next === undefined) return
    event.preventDefault()
    onView(next)
    document.getElementById(`tab-${next}`)?.focus()
  })
  return list
}
