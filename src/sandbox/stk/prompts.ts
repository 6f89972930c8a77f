import type { Push, Wallet } from '../ledger/ledger.ts'
import type { OutcomeName } from '../outcome.ts'
import type { PhonePress } from '../sandbox.ts'

/** A prompt on a phone that waits for its end. */
export interface OpenPrompt {
  readonly push: Push
  readonly organisation: string
  readonly text: string
  readonly shownAtMs: number
  readonly endsAtMs: number
  /** Ends the waiting; null where the sandbox itself ends. */
  readonly end: (outcome: OutcomeName | null) => void
}

/** The prompts that are open, one on each phone at most. */
export interface Prompts {
  open(prompt: OpenPrompt): void
  close(push: Push): void
  on(phone: string): OpenPrompt | undefined
  of(checkoutRequestId: string): OpenPrompt | undefined
  all(): readonly OpenPrompt[]
}

export function createPrompts(): Prompts {
  const byPhone = new Map<string, OpenPrompt>()
  return {
    open: (prompt) => void byPhone.set(prompt.push.phone, prompt),
    close: ({ phone }) => void byPhone.delete(phone),
    on: (phone) => byPhone.get(phone),
    of(checkoutRequestId) {
      for (const prompt of byPhone.values()) if (prompt.push.checkoutRequestId === checkoutRequestId) return prompt
      return undefined
    },
    all: () => [...byPhone.values()],
  }
}

/** M-PESA locks a PIN after the third wrong one in a row. */
const mostWrongPins = 3

/** How a prompt ends by what was pressed. */
export function judgePress(press: PhonePress, wallet: Wallet): OutcomeName {
  if (press.kind === 'outcome') return press.outcome
  if (press.kind === 'cancel') return 'cancelled'
  if (press.kind === 'ignore') return 'no-answer'
  if (wallet.wrongPins >= mostWrongPins) return 'locked'
  if (press.pin === wallet.pin) {
    wallet.wrongPins = 0
    return 'success'
  }
  wallet.wrongPins += 1
  return wallet.wrongPins >= mostWrongPins ? 'locked' : 'wrong-pin'
}
