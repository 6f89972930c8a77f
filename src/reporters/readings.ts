import type { ComparedReading } from '../core/comparison.ts'
import { printable } from '../core/printable.ts'
import type { ShownReading } from '../core/shown-reading.ts'

/** Loaders that read the same on one line: `dotenv, next   "174379"`. */
export interface ReadingRow {
  readonly loaders: string
  readonly shows: string
}

export function groupShownReadings(readings: readonly ShownReading[]): readonly ReadingRow[] {
  const rows = new Map<string, { loaders: string[]; shows: string }>()
  for (const reading of readings) {
    const shows = describeReading(reading)
    const key = JSON.stringify([reading.outcome, reading.value, reading.length, reading.digest, reading.reason])
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { loaders: [reading.loader], shows })
    else row.loaders.push(reading.loader)
  }
  return [...rows.values()].map(({ loaders, shows }) => ({ loaders: loaders.join(', '), shows }))
}

/**
 * Which files the loaders read, where they do not all read the same: `.env, .env.local (next, bun); .env (docker, sh)`.
 * Undefined where there is nothing to tell.
 */
export function describeReadFiles(rows: readonly ComparedReading[]): string | undefined {
  const groups = new Map<string, string[]>()
  for (const { loader, files } of rows) {
    const names = files.join(', ')
    groups.set(names, [...(groups.get(names) ?? []), loader])
  }
  if (groups.size < 2) return undefined
  return [...groups].map(([names, loaders]) => `${names} (${loaders.join(', ')})`).join('; ')
}

/** `"174379 # sandbox"`, `13 characters (3f2a91bc)`, `not set`. */
export function describeReading({ outcome, value, length, digest, reason }: ShownReading): string {
  switch (outcome) {
    case 'value':
      if (value !== undefined) return value === '' ? 'an empty value' : quote(value)
      if (length === 0) return 'an empty value'
      return `${length} ${length === 1 ? 'character' : 'characters'} (digest ${digest})`
    case 'unset':
      return 'not set'
    case 'null':
      return 'set without a value'
    case 'file-rejected':
      return `rejects the file: ${printable(reason ?? '')}`
    case 'raises':
      return `raises an error: ${printable(reason ?? '')}`
    case 'not-evaluated':
      return 'would run a command (not done here)'
  }
}

const longest = 60

/** With quotes, so that blanks at the ends can be seen. */
function quote(value: string): string {
  const characters = [...value]
  const shown = characters.length <= longest ? value : `${characters.slice(0, longest - 1).join('')}…`
  const text = printable(shown.replaceAll('\n', '⏎').replaceAll('\t', '\\t'))
  const escaped = text.replaceAll(
    /\u00a0|\u00ad|\u3000|\u2000|\u202f/g,
    (space) => `\\u${space.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const mark = !escaped.includes('"') ? '"' : escaped.includes("'") ? '`' : "'"
  return `${mark}${escaped}${mark}${characters.length <= longest ? '' : ` (${characters.length} characters)`}`
}
