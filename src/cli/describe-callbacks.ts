import type { KeptCallback } from '../core/ports.ts'
import { oneLine } from '../core/printable.ts'
import type { Order } from '../orders/order.ts'
import { tellStory } from '../orders/order-story.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import { formatTime } from './describe-order.ts'
import type { Output } from './output.ts'

/** Many repetitions say no more than these. */
const mostShown = 5

/** The callbacks that came for an order, and what follows from them; empty if there is nothing to say. */
export function describeCallbacks(order: Order, callbacks: readonly KeptCallback[], now: Date, output: Output): string {
  const { paint, glyphs } = output
  const lines = callbacks.slice(-mostShown).map((callback) => {
    const { resultCode, resultDesc, status, ms, number } = callback
    const said = [callback.kind, resultCode, resultDesc === null ? null : `"${resultDesc}"`].map(
      (text) => text && oneLine(text),
    )
    const answer = status === null ? paint.red('no answer') : `${status} ${ms} ms`
    return `  ${paint.dim(formatTime(callback.receivedAt, now))}  ${said.filter(Boolean).join(' ')} ${glyphs.arrow} ${answer}  #${number}\n`
  })
  const hidden = callbacks.length - lines.length
  const title = hidden > 0 ? `Callbacks (the newest ${mostShown} of ${callbacks.length})` : 'Callbacks'
  const story = storyText(order, callbacks, now)
  return [
    lines.length === 0 ? '' : `${paint.bold(title)}\n${lines.join('')}`,
    story === null ? '' : `${paint.yellow(glyphs.warn)} ${wrapText(story, output.width - 2).join('\n  ')}\n`,
  ].join('')
}

function storyText(order: Order, callbacks: readonly KeptCallback[], now: Date): string | null {
  const story = tellStory(order, callbacks, now)
  if (story === null) return null
  if (story.kind === 'halves-disagree')
    return `The payment is recorded as ${story.paymentState}, and the order is still pending: nothing carries the payment on to the order. \`mpesa-doctor explain db/tables-disagree\` says more.`
  const { receivedAt, status, number } = story.callback
  const came = `A callback came at ${formatTime(receivedAt, now)}`
  if (story.kind === 'acknowledged-not-stored')
    return `${came}, the app answered ${status}, and the order is still pending: the handler did not store it, or not here. After mending it, \`mpesa-doctor replay ${number}\` sends it again.`
  return `${came} and the app ${status === null ? 'gave no answer' : `answered ${status}`}, so the order is still pending. After mending it, \`mpesa-doctor replay ${number}\` sends it again.`
}
