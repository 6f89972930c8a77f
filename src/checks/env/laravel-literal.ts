export type LaravelLiteral = 'true' | 'false' | 'null' | 'empty'

/** The word that Laravel's `env()` makes something else of than a text; undefined for all other values. */
export function laravelLiteral(value: string): LaravelLiteral | undefined {
  // `(true` is no such word: the parentheses come in pairs.
  if (value.startsWith('(') !== value.endsWith(')')) return undefined
  return /^\(?(true|false|null|empty)\)?$/i.exec(value)?.[1]?.toLowerCase() as LaravelLiteral | undefined
}
