import type { Prompt } from '../../sandbox/sandbox.ts'
import { button, classed, element } from '../shared/dom.ts'
import { press } from './api.ts'

/** The dialog of the SIM card: what is to be paid, the PIN, and no way around the two buttons. */
export function promptForm({ checkoutRequestId, text }: Prompt, pin: string): HTMLElement {
  const input = element('input', {
    id: 'pin',
    type: 'password',
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: 4,
    pattern: '\\d{4}',
    required: true,
    'aria-describedby': 'pin-hint',
    // Keepers of passwords would offer to remember it.
    'data-1p-ignore': true,
    'data-lpignore': 'true',
  })
  const send = element('button', { type: 'submit', class: 'primary' }, 'Send')
  const cancel = button({ id: 'cancel' }, 'Cancel', () => void press({ checkoutRequestId, press: 'cancel' }))
  const form = element(
    'form',
    { class: 'prompt', 'aria-labelledby': 'prompt-text' },
    classed('p', 'prompt-head', 'M-PESA'),
    element('p', { id: 'prompt-text', class: 'prompt-text' }, text),
    element('label', { for: 'pin' }, 'Enter M-PESA PIN'),
    input,
    element('p', { id: 'pin-hint', class: 'pin-hint' }, `Every phone here has ${pin}; another one is a wrong PIN.`),
    classed('div', 'prompt-buttons', cancel, send),
    element('p', { id: 'time-left', class: 'time-left' }),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const typed = input.value
    input.value = ''
    void press({ checkoutRequestId, press: { pin: typed } })
  })
  return form
}

/** Called each second. */
export function showTimeLeft({ endsAt }: Prompt, now: Date): void {
  const line = document.getElementById('time-left')
  if (line === null) return
  const seconds = Math.max(0, Math.ceil((new Date(endsAt).getTime() - now.getTime()) / 1000))
  line.textContent = `${seconds} s left`
  line.classList.toggle('soon', seconds <= 10)
}
