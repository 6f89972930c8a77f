import { oneLine } from '../core/printable.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { Invocation } from './command.ts'
import { formatAmount, formatTimeHere, paintState } from './describe-order.ts'
import { meaningOf, type SeenQuery, stateOf } from './query-report.ts'

const labelWidth = 14

/** On one line, for scripts that read lines: the id, the state, and the code where there is one. */
export function describeQueryBriefly(checkoutRequestId: string, { told }: SeenQuery): string {
  if (told === null) return checkoutRequestId
  const code = told.kind === 'unknown-id' || told.resultCode === null ? [] : [`ResultCode ${told.resultCode}`]
  return [checkoutRequestId, stateOf[told.kind], ...code].join('  ')
}

/** What Daraja says of a payment and what the order says, for people. */
export function describeQuery(
  checkoutRequestId: string,
  { told, query, order, withoutOrder }: SeenQuery,
  next: string,
  { output, ports }: Pick<Invocation, 'output' | 'ports'>,
): string {
  if (told === null || query === null) return ''
  const { paint, width } = output
  const now = ports.clock.now()
  const known = meaningOf(told)
  const code = told.kind === 'unknown-id' ? null : told.resultCode
  const state = stateOf[told.kind]
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    [
      'Daraja says',
      `${state === 'unknown' ? 'it does not know this id' : state} (${query.place.host}, ${formatTimeHere(query.answeredAt.toISOString(), now)})`,
    ],
    ['ResultCode', code === null ? undefined : `${code}${told.resultDesc === '' ? '' : `: ${told.resultDesc}`}`],
    ['in its words', code === null && told.resultDesc !== '' ? told.resultDesc : undefined],
    ['meaning', known?.cause ?? (code === null ? undefined : 'nothing is known of this code')],
    ['what to do', known?.remedy],
    [
      'the order says',
      order === null
        ? `nothing (${withoutOrder})`
        : `${order.state}${order.rawState === null ? '' : ` (${order.rawState})`}: ${order.orderNumber ?? order.id}, ${formatAmount(order.amount)}${order.receipt === null ? '' : `, receipt ${order.receipt}`}`,
    ],
    ['next', next],
  ]
  const lines = rows.flatMap(([label, text]) =>
    text === undefined
      ? []
      : wrapText(output.glyphs.text(oneLine(text)), Math.max(30, width - labelWidth - 3)).map(
          (line, index) => `  ${paint.dim((index === 0 ? label : '').padEnd(labelWidth))} ${colour(label, line)}`,
        ),
  )
  return `${paint.bold(checkoutRequestId)}\n${lines.join('\n')}\n`

  function colour(label: string, line: string): string {
    if (label === 'Daraja says') return line.replace(/^\w+/, (word) => paintState(state, word, output))
    return label === 'the order says' && order !== null
      ? line.replace(/^\w+/, (word) => paintState(order.state, word, output))
      : line
  }
}
