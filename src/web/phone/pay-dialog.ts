import type { Organisation } from '../../sandbox/sandbox.ts'
import { button, classed, element } from '../shared/dom.ts'
import { pay } from './api.ts'
import { phoneText } from './numbers.ts'

/** A customer pays by himself, with the menu of the phone (C2B). */
export function openPayDialog(phone: string, organisations: readonly Organisation[]): void {
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'pay-title' })
  const shortcode = textField('shortcode', 'Business number', { inputmode: 'numeric', list: 'known', maxlength: 7 })
  const account = textField('account', 'Account number; none for a till (Buy Goods)', { maxlength: 20, optional: true })
  const amount = textField('amount', 'Amount (KES)', { inputmode: 'numeric', maxlength: 9 })
  const wrong = element('p', { class: 'wrong', role: 'alert' })
  const known = element(
    'datalist',
    { id: 'known' },
    ...organisations.map(({ shortcode: number, name }) => element('option', { value: number }, name)),
  )
  const form = element(
    'form',
    { method: 'dialog' },
    element('h2', { id: 'pay-title' }, 'Lipa na M-PESA'),
    classed(
      'p',
      'subject',
      `From ${phoneText(phone)}. The app is asked and told at the URLs that it registered for C2B.`,
    ),
    ...[shortcode, account, amount].flatMap(({ label, input }) => [label, input]),
    known,
    wrong,
    classed(
      'div',
      'buttons',
      button({}, 'Back', () => dialog.close()),
      element('button', { type: 'submit', class: 'primary' }, 'Pay'),
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  async function submit(): Promise<void> {
    wrong.textContent = ''
    try {
      await pay({
        phone,
        shortcode: shortcode.input.value.trim(),
        kind: account.input.value.trim() === '' ? 'till' : 'paybill',
        amount: Number(amount.input.value.replaceAll(',', '')),
        account: account.input.value.trim(),
      })
      dialog.close()
    } catch (thrown) {
      wrong.textContent = thrown instanceof Error ? thrown.message : String(thrown)
    }
  }
  dialog.append(form)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function textField(
  id: string,
  label: string,
  {
    optional = false,
    ...attributes
  }: { readonly optional?: boolean } & Readonly<Record<string, string | number | boolean>>,
): { readonly label: HTMLElement; readonly input: HTMLInputElement } {
  return {
    label: element('label', { for: `pay-${id}` }, label),
    input: element('input', { id: `pay-${id}`, autocomplete: 'off', required: !optional, ...attributes }),
  }
}
