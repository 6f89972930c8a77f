import type { Account, LedgerPayment, Wallet } from './ledger/ledger.ts'
import type { Organisation, Payment, Phone, Prompt } from './sandbox.ts'
import type { OpenPrompt, Prompts } from './stk/prompts.ts'

/** What is told of a prompt to those who look at it. */
export function promptView({ push, organisation, text, shownAtMs, endsAtMs }: OpenPrompt): Prompt {
  const { account, amount, checkoutRequestId, phone, payee } = push
  return {
    checkoutRequestId,
    phone,
    amount,
    shortcode: payee,
    organisation,
    account,
    text,
    shownAt: new Date(shownAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
  }
}

/** The PIN stays with the phone. */
export function phoneView({ phone, name, balance, on, messages }: Wallet, prompts: Prompts): Phone {
  const prompt = on ? prompts.on(phone) : undefined
  return { phone, name, balance, on, prompt: prompt === undefined ? null : promptView(prompt), messages: [...messages] }
}

export function organisationView({ shortcode, name, kind, balances }: Account): Organisation {
  return { shortcode, name, kind, balances: { ...balances } }
}

export function paymentView(payment: LedgerPayment): Payment {
  return { ...payment }
}
