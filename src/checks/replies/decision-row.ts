import type { Confidence, Severity } from '../../core/finding.ts'
import type { Picture } from './picture.ts'
import type { ReplyCode } from './reply-codes.ts'

/** A sight, all codes of a family (`edge/*`), or whatever it is. */
export type SightPattern = Picture['outside'] | 'edge/*' | 'tunnel/*' | 'app/*' | 'handler/*' | 'any'

/** One row of the decision table. Columns that are left out match everything. */
export interface DecisionRow {
  /** What happened, for people; no two rows say the same. */
  readonly what: string
  readonly outside: SightPattern | readonly SightPattern[]
  readonly inside: SightPattern | readonly SightPattern[]
  readonly tunnel?: boolean
  readonly app?: readonly Picture['app'][]
  readonly kind?: readonly Picture['kind'][]
  readonly framework?: boolean
  readonly elsewhere?: readonly Picture['elsewhere'][]
  readonly comparison?: readonly Picture['comparison'][]
  readonly find: readonly Ruling[]
}

/** What a row finds on one side. */
export interface Ruling {
  readonly side: 'outside' | 'inside'
  /** `own`: what the reply means by itself. `alone`: what the table finds where only this side was seen. */
  readonly code: ReplyCode | 'own' | 'alone'
  /** Default: as the code or the reply says. */
  readonly severity?: Severity
  /** Default `certain`; with `own` no more than the reply itself allows. */
  readonly confidence?: Confidence
  /** In place of the code's reason; `{outside}` and `{inside}` stand for what the two did. */
  readonly why?: string
  /** Added to the reason. */
  readonly adds?: string
}

/** The first row that covers a picture. */
export function findRow(table: readonly DecisionRow[], picture: Picture): DecisionRow | undefined {
  return table.find(
    (row) =>
      covers(row.outside, picture.outside) &&
      covers(row.inside, picture.inside) &&
      (row.tunnel === undefined || row.tunnel === picture.tunnel) &&
      (row.app === undefined || row.app.includes(picture.app)) &&
      (row.kind === undefined || row.kind.includes(picture.kind)) &&
      (row.framework === undefined || row.framework === picture.framework) &&
      (row.elsewhere === undefined || row.elsewhere.includes(picture.elsewhere)) &&
      (row.comparison === undefined || row.comparison.includes(picture.comparison)),
  )
}

function covers(pattern: SightPattern | readonly SightPattern[], sight: Picture['outside']): boolean {
  if (typeof pattern !== 'string') return pattern.some((one) => covers(one, sight))
  if (pattern === 'any' || pattern === sight) return true
  return pattern.endsWith('/*') && sight.startsWith(pattern.slice(0, -1))
}
