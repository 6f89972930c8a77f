import type { CatalogColumn } from './catalog.ts'

/** `1 unpaid 2 paid 3 failed`: the whole comment is numbers and their names, with nothing between them. */
const bareCodes = /^\s*(?:status\s*:?\s*)?(?:-?\d{1,3}\s+[A-Za-z][A-Za-z_-]*(?:\s+[A-Za-z][A-Za-z_-]*)?[\s,;/|]*){2,}$/i

/** The column with the numbers of its comment tied to their names, as `1 = unpaid, 2 = paid`. */
export function withPlainComment(column: CatalogColumn): CatalogColumn {
  if (column.comment === null || !bareCodes.test(column.comment)) return column
  const pairs = column.comment.matchAll(/(?<![\w.])(-?\d{1,3})\s+([A-Za-z][A-Za-z_-]*(?:\s+[A-Za-z][A-Za-z_-]*)?)/g)
  return { ...column, comment: [...pairs].map(([, code, name]) => `${code} = ${name}`).join(', ') }
}

/** Whether a comment says that the column counts cents: `cents`, `in minor units`, but not `no cents`. */
export function saysCents(comment: string | null): boolean {
  const text = (comment ?? '').toLowerCase()
  return /\b(cents?|minor[ _-]?units?)\b/.test(text) && !/\b(no|not|without|never)\b/.test(text)
}
