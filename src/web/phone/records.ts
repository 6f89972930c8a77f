import type { PhonePageState } from '../../sandbox/phone-page/phone-page-api.ts'
import { button, byId, classed, element, prose } from '../shared/dom.ts'
import { createCallbackRows } from './callback-rows.ts'
import { redrawn } from './redraw.ts'
import { accountsTable, callsTable, paymentsTable } from './tables.ts'

const tabs = [
  ['callbacks', 'Callbacks'],
  ['payments', 'Payments'],
  ['accounts', 'Accounts'],
  ['calls', 'Requests'],
] as const

type Tab = (typeof tabs)[number][0]

/** Beside the phone: what it came to. */
export function createRecords(): (state: PhonePageState) => void {
  let current: Tab = 'callbacks'
  let state: PhonePageState | undefined
  const panel = byId('panel')
  // So that keys can scroll it.
  panel.tabIndex = 0
  const callbacks = classed('div', 'callback-list')
  const showCallbacks = createCallbackRows()

  const drawTabs = redrawn(({ counts }: { readonly counts: readonly number[]; readonly current: Tab }) => {
    const focused = document.activeElement?.id ?? ''
    byId('tabs').replaceChildren(...tabs.map(([tab, label], at) => tabButton(tab, label, counts[at] ?? 0)))
    if (focused.startsWith('tab-')) document.getElementById(focused)?.focus()
  })
  const drawPayments = redrawn((payments: PhonePageState['payments']) => fill(paymentsTable(payments), payments))
  const drawAccounts = redrawn((accounts: PhonePageState['organisations']) => fill(accountsTable(accounts), accounts))
  const drawCalls = redrawn((calls: PhonePageState['calls']) => fill(callsTable(calls), calls))

  function tabButton(tab: Tab, label: string, count: number): HTMLElement {
    return button(
      {
        role: 'tab',
        id: `tab-${tab}`,
        'aria-selected': String(tab === current),
        'aria-controls': 'panel',
        tabindex: tab === current ? 0 : -1,
      },
      count === 0 ? label : `${label} ${count}`,
      () => open(tab),
    )
  }

  function fill(content: HTMLElement, list: readonly unknown[]): void {
    pages[current].replaceChildren(list.length === 0 ? emptyNote() : content)
  }
  const pages: Readonly<Record<Tab, HTMLElement>> = {
    callbacks,
    payments: element('div'),
    accounts: element('div'),
    calls: element('div'),
  }

  function emptyNote(): HTMLElement {
    const text: Readonly<Record<Tab, string>> = {
      callbacks: `No callback yet. Let the app send an STK push to \`${state?.sandboxUrl ?? ''}\`, or run it as it is: \`mpesa-doctor sandbox --ui -- <command>\`. The prompt appears on the phone.`,
      payments: 'No money has moved yet.',
      accounts: 'No paybill or till was paid yet.',
      calls: `The app has asked nothing yet. Its base URL here is \`${state?.sandboxUrl ?? ''}\`.`,
    }
    const note = classed('p', 'nothing')
    note.append(...prose(text[current]))
    return note
  }

  function open(tab: Tab): void {
    current = tab
    draw()
    document.getElementById(`tab-${tab}`)?.focus()
  }

  function draw(): void {
    if (state === undefined) return
    drawTabs({
      current,
      counts: [state.callbacks.length, state.payments.length, state.organisations.length, state.calls.length],
    })
    panel.setAttribute('aria-labelledby', `tab-${current}`)
    if (current === 'payments') drawPayments(state.payments)
    else if (current === 'accounts') drawAccounts(state.organisations)
    else if (current === 'calls') drawCalls(state.calls)
    else if (state.callbacks.length === 0) callbacks.replaceChildren(emptyNote())
    else showCallbacks(callbacks, state.callbacks)
    if (panel.firstElementChild !== pages[current]) panel.replaceChildren(pages[current])
  }

  byId('tabs').addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const [next] = tabs[(tabs.findIndex(([tab]) => tab === current) + step + tabs.length) % tabs.length] ?? []
    if (next !== undefined) open(next)
  })
  return (next) => {
    state = next
    draw()
  }
}
