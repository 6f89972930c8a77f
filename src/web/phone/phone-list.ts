import type { Phone } from '../../sandbox/sandbox.ts'
import { byId, classed, element } from '../shared/dom.ts'
import { money, phoneText } from './numbers.ts'
import { redrawn } from './redraw.ts'

interface Entry {
  readonly phone: string
  readonly name: string
  readonly balance: number
  readonly on: boolean
  readonly isAsked: boolean
  readonly isSelected: boolean
}

/** The phones, with a mark at those that ask for a PIN. */
export function createPhoneList(
  onSelect: (phone: string) => void,
): (phones: readonly Phone[], selected: string | null) => void {
  const list = byId('phones')
  const draw = redrawn((entries: readonly Entry[]) => {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.phone : undefined
    list.replaceChildren(...entries.map((entry) => element('li', {}, entryButton(entry, onSelect))))
    if (focused !== undefined) list.querySelector<HTMLElement>(`[data-phone="${CSS.escape(focused)}"]`)?.focus()
  })
  return (phones, selected) =>
    draw(
      phones.map(({ phone, name, balance, on, prompt }) => ({
        phone,
        name,
        balance,
        on,
        isAsked: prompt !== null,
        isSelected: phone === selected,
      })),
    )
}

function entryButton({ phone, name, balance, on, isAsked, isSelected }: Entry, onSelect: (phone: string) => void) {
  const made = element(
    'button',
    { type: 'button', class: 'phone', 'aria-current': isSelected ? 'true' : null, 'data-phone': phone },
    classed('span', 'number', phoneText(phone)),
    classed('span', 'owner', name),
    on ? classed('span', 'balance', money(balance)) : classed('span', 'balance off', 'switched off'),
    isAsked ? classed('span', 'asked', 'PIN?') : null,
  )
  made.addEventListener('click', () => onSelect(phone))
  return made
}
