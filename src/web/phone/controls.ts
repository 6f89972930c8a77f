import type { Ending } from '../../sandbox/phone-page/phone-page-api.ts'
import type { Phone } from '../../sandbox/sandbox.ts'
import { notify } from '../shared/announce.ts'
import { button, byId, classed, element } from '../shared/dom.ts'
import { press, setPhone } from './api.ts'
import { redrawn } from './redraw.ts'

interface Controlled {
  readonly phone: string
  readonly on: boolean
  readonly checkoutRequestId: string | null
  readonly endings: readonly Ending[]
}

/** What the hand of God does: money, the switch, and endings that no button of a phone has. */
export function createControls(): (phone: Phone | null, endings: readonly Ending[]) => void {
  const place = byId('controls')
  const draw = redrawn((controlled: Controlled | null) => {
    const typed = document.querySelector<HTMLInputElement>('#balance')?.value ?? ''
    const isSame = place.dataset.phone === controlled?.phone
    place.dataset.phone = controlled?.phone ?? ''
    place.replaceChildren(...(controlled === null ? [] : rows(controlled, isSame ? typed : '')))
  })
  return (phone, endings) =>
    draw(
      phone === null
        ? null
        : {
            phone: phone.phone,
            on: phone.on,
            checkoutRequestId: phone.prompt?.checkoutRequestId ?? null,
            endings: phone.prompt === null ? [] : endings,
          },
    )
}

function rows({ phone, on, checkoutRequestId, endings }: Controlled, typed: string): readonly HTMLElement[] {
  return [
    ...(checkoutRequestId === null ? [] : [endingRow(checkoutRequestId, endings)]),
    balanceRow(phone, typed),
    classed(
      'div',
      'inline',
      button({ class: 'small' }, 'Empty the wallet', () => void setPhone({ phone, balance: 0 })),
      button({ class: 'small' }, on ? 'Switch off' : 'Switch on', () => void setPhone({ phone, on: !on })),
    ),
  ]
}

function endingRow(checkoutRequestId: string, endings: readonly Ending[]): HTMLElement {
  const select = element(
    'select',
    { id: 'ending', 'aria-label': 'End this prompt otherwise' },
    element('option', { value: '' }, 'End otherwise …'),
    ...endings.map(({ name, resultCode, resultDesc }) =>
      element('option', { value: name }, `${resultCode}  ${resultDesc}`.slice(0, 70)),
    ),
  )
  select.addEventListener('change', () => {
    if (select.value !== '') void press({ checkoutRequestId, press: { outcome: select.value } })
  })
  return classed(
    'div',
    'inline',
    button({ class: 'small' }, 'Ignore it', () => void press({ checkoutRequestId, press: 'ignore' })),
    select,
  )
}

function balanceRow(phone: string, typed: string): HTMLElement {
  const input = element('input', {
    id: 'balance',
    inputmode: 'decimal',
    autocomplete: 'off',
    placeholder: '0',
    required: true,
  })
  input.value = typed
  const form = element(
    'form',
    { class: 'inline' },
    element('label', { for: 'balance' }, 'Money (KES)'),
    input,
    element('button', { type: 'submit', class: 'small' }, 'Set'),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const balance = Number(input.value.replaceAll(',', ''))
    if (!Number.isFinite(balance)) return notify('An amount is a number')
    void setPhone({ phone, balance }).then((isDone) => {
      if (isDone) input.value = ''
    })
  })
  return form
}
