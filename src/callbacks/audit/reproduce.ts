import { makeReceipt } from '../../daraja/receipt.ts'
import { testPhone } from '../build-delivery.ts'
import { curlLine } from '../curl-line.ts'
import type { Played, PlayedStep } from './play.ts'

export interface Reproduction {
  /** As the user wrote it; undefined where the ids were named. */
  readonly orderCommand?: string
  readonly now: Date
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

/** Says in the shell itself what the lines are for; a shell does nothing on it. */
export const againLabel = ": 'see it again'"

const mark = '\u0001'

/**
 * Lines for a POSIX shell that make a pending order and send it the same again. The ids of the orders that were played are
 * left out: those orders are spent, and an id shows whose phone it was. Empty for what a shell is too slow for.
 */
export function reproduce({ exercise, steps }: Played, { orderCommand, now, random }: Reproduction): readonly string[] {
  if (exercise.order === 'race' || exercise.order === 'none') return []
  const shown = steps.filter(({ sent }) => sent.length > 0)
  const ids = [...new Set(shown.map(({ callback }) => callback.checkoutRequestId))].filter(
    (id) => !id.startsWith('ws_CO_DOCTOR'),
  )
  const names = new Map(ids.map((id, index) => [id, index === 0 ? 'ID' : `ID${index + 1}`]))
  const receipts = new Map<string, string>()
  for (const { callback } of shown)
    if (callback.payment !== null && !receipts.has(callback.payment.receipt))
      receipts.set(callback.payment.receipt, makeReceipt(now, random))
  const lines = shown.flatMap((step) => stepLines(step, names, receipts))
  const text = lines.join('\n')
  const orders = [...names.values()].filter((name) => text.includes(`"$${name}"`))
  return [...orders.map((name) => orderLine(name, orderCommand)), ...lines]
}

function orderLine(name: string, command: string | undefined): string {
  if (command === undefined) return `printf 'CheckoutRequestID of a pending order: '; read -r ${name}`
  return `${name}=$(${command} | grep -oE 'ws_CO_[A-Za-z0-9_]+' | tail -n 1)`
}

function stepLines(
  { plan, callback, sent }: PlayedStep,
  names: ReadonlyMap<string, string>,
  receipts: ReadonlyMap<string, string>,
): readonly string[] {
  const phone = callback.payment?.phone
  const write = (request: PlayedStep['callback']['request']): string => {
    let { body } = request
    for (const [id, name] of names) body = body.replaceAll(id, `${mark}${name}${mark}`)
    for (const [old, young] of receipts) body = body.replaceAll(old, young)
    if (phone !== undefined && /^\d{12}$/.test(phone)) body = body.replaceAll(phone, `${mark}phone${mark}`)
    return (
      curlLine({ ...request, body })
        // Both stand within single quotes. A number that is written as two texts is not taken for anybody's by what masks them.
        .replaceAll(`${mark}phone${mark}`, `${testPhone.slice(0, 3)}''${testPhone.slice(3)}`)
        .replaceAll(new RegExp(`${mark}(\\w+)${mark}`, 'g'), `'"$$$1"'`)
    )
  }
  if (plan.callback.kind === 'malformed') {
    const bad = sent.find(
      ({ outcome }) => outcome.kind === 'failed' || (outcome.kind === 'answered' && outcome.response.status >= 500),
    )
    return bad === undefined ? [] : [write(bad.request)]
  }
  const line = write(callback.request)
  if (sent.length === 1) return [line]
  const times = Array.from({ length: sent.length }, (_, index) => index + 1).join(' ')
  return [`for i in ${times}; do ${line} & done; wait`]
}
