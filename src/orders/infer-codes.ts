/** How often a value stands in a status column, and in how many of these rows there is a receipt or a time of payment. */
export interface StateCount {
  readonly word: string
  readonly rows: number
  readonly paid: number
}

/**
 * What numbers in a status column mean that nothing names, as far as their rows prove it: the number of rows with receipts
 * is paid, and the lowest number below it, without any receipt, pending. Of other numbers nothing is said.
 */
export function inferCodes(counts: readonly StateCount[]): Readonly<Record<string, string>> {
  const coded = counts.filter(({ word }) => /^-?\d{1,4}$/.test(word))
  if (coded.length === 0 || coded.length < counts.length) return {}
  const paid = coded.filter(({ rows, paid: proven }) => proven * 2 > rows)
  const [only] = paid
  if (only === undefined || paid.length > 1) return {}
  const pending = coded
    .filter(({ word, paid: proven }) => proven === 0 && Number(word) < Number(only.word))
    .sort((a, b) => Number(a.word) - Number(b.word))[0]
  return { [only.word]: 'paid', ...(pending === undefined ? {} : { [pending.word]: 'pending' }) }
}
