import { oneLine } from '../core/printable.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { Invocation } from './command.ts'
import { formatAmount, formatTimeHere } from './describe-order.ts'
import { type SeenStatus, type ToldPayment, toldOf } from './verify-report.ts'

const labelWidth = 14

const words = {
  completed: 'completed',
  ended: 'ended without money',
  open: 'not completed yet',
  unclear: 'in a state that is not documented',
  'not-found': 'no such payment',
  'not-allowed': 'the initiator may not ask',
  'not-told': 'nothing, it was too busy',
} as const satisfies Readonly<Record<ToldPayment['state'], string>>

/** On one line, for scripts that read lines. */
export function describeVerificationBriefly(receipt: string, told: ToldPayment): string {
  return [receipt, told.state, ...(told.amount === null ? [] : [`KES ${told.amount}`])].join('  ')
}

/** What Daraja says of a receipt and what the order says, for people; empty without a result. */
export function describeVerification(
  receipt: string,
  seen: SeenStatus,
  next: string,
  { output, ports }: Pick<Invocation, 'output' | 'ports'>,
): string {
  const told = toldOf(seen)
  if (told === null || seen.status === null) return ''
  const { paint, width, glyphs } = output
  const { order, withoutOrder, status } = seen
  const rows: readonly (readonly [string, string | null])[] = [
    ['Daraja says', `${words[told.state]} (${status.place.host})`],
    ['state', told.status],
    ['ResultCode', told.resultCode === '0' ? null : `${told.resultCode}: ${told.resultDesc}`],
    ['amount', told.amount === null ? null : formatAmount(told.amount)],
    ['from', told.from],
    ['to', told.to],
    ['time', told.at === null ? null : formatTimeHere(told.at, ports.clock.now())],
    [
      'the order says',
      order === null
        ? `nothing (${withoutOrder})`
        : `${order.state}${order.rawState === null ? '' : ` (${order.rawState})`}: ${order.orderNumber ?? order.id}, ${formatAmount(order.amount)}`,
    ],
    ['next', next],
  ]
  const lines = rows.flatMap(([label, text]) =>
    text === null
      ? []
      : wrapText(glyphs.text(oneLine(text)), Math.max(30, width - labelWidth - 3)).map(
          (line, index) => `  ${paint.dim((index === 0 ? label : '').padEnd(labelWidth))} ${line}`,
        ),
  )
  const title = told.state === 'completed' ? paint.green(receipt) : paint.red(receipt)
  return `${paint.bold(title)}\n${lines.join('\n')}\n`
}
