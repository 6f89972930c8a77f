import type { Phone, PhoneMessage, Prompt } from '../../sandbox/sandbox.ts'
import { button, byId, classed, element } from '../shared/dom.ts'
import { calendarDay, clockTime, sameDay } from '../shared/format.ts'
import { setPhone } from './api.ts'
import { money, phoneText } from './numbers.ts'
import { promptForm } from './prompt-form.ts'
import { redrawn } from './redraw.ts'

interface Screen {
  readonly phone: Phone
  readonly pin: string
}

/** The phone in the middle. */
export function createDevice(onPay: (phone: string) => void): (screen: Screen | null) => void {
  const device = byId('device')
  const draw = redrawn((screen: Screen | null) => {
    device.dataset.state = screen === null ? 'none' : screen.phone.on ? 'on' : 'off'
    device.replaceChildren(classed('div', 'screen', ...(screen === null ? [noPhone()] : parts(screen, onPay))))
  })
  return (screen) => {
    const typed = readTyped()
    draw(screen)
    keepTyped(typed)
  }
}

/** A message that comes in draws the screen anew; what is typed there must stay. */
function readTyped(): { readonly value: string; readonly isFocused: boolean; readonly about: string } | null {
  const input = document.getElementById('pin')
  if (!(input instanceof HTMLInputElement)) return null
  return { value: input.value, isFocused: document.activeElement === input, about: aboutOf(input) }
}

function keepTyped(typed: ReturnType<typeof readTyped>): void {
  const input = document.getElementById('pin')
  if (typed === null || !(input instanceof HTMLInputElement) || aboutOf(input) !== typed.about) return
  input.value = typed.value
  if (typed.isFocused) input.focus()
}

function aboutOf(input: HTMLElement): string {
  return input.closest<HTMLElement>('[data-prompt]')?.dataset.prompt ?? ''
}

function noPhone(): HTMLElement {
  return classed('p', 'black-note', 'No phone yet. The first push makes one, or add a number.')
}

function parts({ phone, pin }: Screen, onPay: (phone: string) => void): readonly HTMLElement[] {
  if (!phone.on)
    return [
      classed(
        'div',
        'black-note',
        element('p', {}, 'Switched off'),
        element('p', {}, 'A push to it ends with 1037.'),
        button({}, 'Switch on', () => void setPhone({ phone: phone.phone, on: true })),
      ),
    ]
  const { prompt } = phone
  const home = classed('div', 'home', homeHead(phone), payButton(phone, onPay), ...messages(phone.messages))
  home.inert = prompt !== null
  return [statusBar(), home, ...(prompt === null ? [] : [promptLayer(prompt, pin)])]
}

function promptLayer(prompt: Prompt, pin: string): HTMLElement {
  return element('div', { class: 'layer', 'data-prompt': prompt.checkoutRequestId }, promptForm(prompt, pin))
}

function statusBar(): HTMLElement {
  const time = clockTime(new Date().toISOString()).slice(0, 5)
  return element(
    'div',
    { class: 'status-bar', 'aria-hidden': 'true' },
    element('span', { id: 'phone-clock' }, time),
    classed('span', 'signal'),
  )
}

function homeHead({ phone, name, balance }: Phone): HTMLElement {
  return classed(
    'div',
    'home-head',
    element('h2', {}, name),
    classed('p', 'home-number', phoneText(phone)),
    classed('p', 'home-balance', money(balance)),
  )
}

function payButton({ phone }: Phone, onPay: (phone: string) => void): HTMLElement {
  return button({ class: 'lipa' }, 'Lipa na M-PESA', () => onPay(phone))
}

function messages(list: readonly PhoneMessage[]): readonly HTMLElement[] {
  if (list.length === 0) return [classed('p', 'home-note', 'Messages come in here.')]
  return [
    element(
      'ul',
      { class: 'messages', tabindex: 0, 'aria-label': 'Messages' },
      ...list.map(({ at, from, text }) =>
        element(
          'li',
          {},
          classed('p', 'from', `${from} · ${sameDay(at, new Date()) ? clockTime(at).slice(0, 5) : calendarDay(at)}`),
          element('p', {}, text),
        ),
      ),
    ),
  ]
}
