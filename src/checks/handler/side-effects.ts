import type { TableChange } from '../../callbacks/audit/side-rows.ts'
import type { AuditEffect } from '../../callbacks/audit/view.ts'
import type { Delivery } from '../../callbacks/delivery.ts'
import type { JsonObject } from '../../core/json.ts'
import { splitWords } from '../../orders/words.ts'
import { appliedTimes, isMeaningful, isMoney } from './changes.ts'

/** Tables that hold what came, whatever it meant: one row for each callback is what they are for. */
const logWords =
  /^(logs?|logged|callbacks?|webhooks?|raw|requests?|payloads?|inbox|audits?|history|trace|traces|received|notices?|ipns?)$/

/** Changes that mean that something was done for the payment; what merely keeps callbacks is left out. */
export function doneBeside(effect: AuditEffect): readonly TableChange[] {
  return effect.side.flatMap((change) => {
    const added = change.added.filter((row) => !keepsCallback(row))
    const changed = change.changed.flatMap((changes) => {
      const left = Object.entries(changes).filter(([column]) => isMeaningful(column))
      return left.length === 0 ? [] : [Object.fromEntries(left)]
    })
    const isLog = splitWords(change.table.slice(change.table.indexOf('.') + 1)).some((word) => logWords.test(word))
    return isLog || added.length + changed.length + change.removed === 0 ? [] : [{ ...change, added, changed }]
  })
}

/** A row with the whole callback in it. */
function keepsCallback(row: JsonObject): boolean {
  return /stkCallback|"TransID|MerchantRequestID\\*"\s*:/.test(JSON.stringify(row))
}

/** "2 rows in `public.receipts`, `balance` in `public.wallets`". */
export function describeChanges(changes: readonly TableChange[]): string {
  return changes
    .flatMap(({ table, added, removed, changed }) => {
      const columns = [...new Set(changed.flatMap((row) => Object.keys(row)))]
      return [
        ...(added.length === 0 ? [] : [`${added.length} ${added.length === 1 ? 'row' : 'rows'} more in \`${table}\``]),
        ...(removed === 0 ? [] : [`${removed} fewer in \`${table}\``]),
        ...(columns.length === 0 ? [] : [`${columns.map((column) => `\`${column}\``).join(', ')} in \`${table}\``]),
      ]
    })
    .join('; ')
}

/**
 * What was done more often than for a single callback: rows beside the order, and numbers that moved by a multiple.
 * `single` is what one callback did for another order of this audit.
 */
export function doneTooOften(
  delivery: Delivery,
  effect: AuditEffect,
  single: AuditEffect | undefined,
): string | undefined {
  const inOrder = appliedTimes(effect, delivery)
  if (inOrder !== undefined) return inOrder.how
  if (single === undefined) return undefined
  const usual = new Map(doneBeside(single).map((change) => [change.table, change]))
  for (const change of doneBeside(effect)) {
    const once = usual.get(change.table)
    const more = change.added.length - (once?.added.length ?? 0)
    if (once !== undefined && more > 0)
      return `\`${change.table}\` got ${change.added.length} rows, and ${once.added.length} for a single callback`
    if (once === undefined && change.added.length > 1) return `\`${change.table}\` got ${change.added.length} rows`
    const grown =
      grewTooMuch(change, once, effect.before.amount === single.before.amount) ?? grewByAmount(change, effect)
    if (grown !== undefined) return grown
  }
  return undefined
}

/** Stock, balances and counters; comparable only between orders of the same amount, which are likely of the same goods. */
function grewTooMuch(change: TableChange, once: TableChange | undefined, alike: boolean): string | undefined {
  if (once === undefined || !alike) return undefined
  const [now, usual] = [sums(change), sums(once)]
  for (const [column, sum] of now) {
    const single = usual.get(column) ?? 0
    const times = single === 0 ? 0 : sum / single
    if (Number.isInteger(times) && times > 1)
      return `\`${column}\` in \`${change.table}\` moved by ${sum}, and by ${single} for a single callback`
  }
  return undefined
}

/** A balance that was made by the first payment of all, so that a single callback did not move it. */
function grewByAmount(change: TableChange, { before: { amount } }: AuditEffect): string | undefined {
  for (const [column, sum] of amount === null || amount <= 0 ? [] : sums(change)) {
    const times = Math.abs(sum) / Number(amount)
    if (isMoney(column) && Number.isInteger(times) && times > 1)
      return `\`${column}\` in \`${change.table}\` moved by ${sum}, which is ${times} × ${amount}`
  }
  return undefined
}

function sums({ changed }: TableChange): ReadonlyMap<string, number> {
  const total = new Map<string, number>()
  for (const row of changed)
    for (const [column, [old, young]] of Object.entries(row)) {
      const moved = isNumber(old) && isNumber(young) ? Number(young) - Number(old) : 0
      // Cents as binary fractions.
      if (moved !== 0) total.set(column, Math.round(((total.get(column) ?? 0) + moved) * 1e6) / 1e6)
    }
  return total
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
}
