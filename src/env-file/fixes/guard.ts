import type { LoaderName } from '../../core/loader-name.ts'
import type { Reading } from '../loader.ts'
import { changedKeys, type Readings } from './readings.ts'

/** What a change is for. */
export interface Purpose {
  /** The values that the variables concerned should have, by their names. */
  readonly intended: ReadonlyMap<string, ReadonlySet<string>>
  /**
   * The text stays and only its encoding changes. What loaders then read is what the text always said, so that they need
   * not agree about it.
   */
  readonly isReencoding: boolean
  /** Variables that the file sets more than once: which of their values the app gets must not change. */
  readonly repeated: ReadonlySet<string>
}

const nothing = { kind: 'read', variables: new Map<string, Reading>() } as const

/**
 * Why a change must not be made, judged by what the loaders in use read before and after; null if it may.
 * - A loader that took the file before takes it after.
 * - A variable reads as before, or as intended where it is concerned.
 * - A variable that is set twice keeps its value, but for what stood around it.
 * - Where a loader had no value, it may get one that is intended or that another loader reads too.
 */
export function findHarm(before: Readings, after: Readings, purpose: Purpose): string | null {
  for (const [loader, now] of after) {
    const then = before.get(loader)
    if (now.kind === 'rejected') {
      if (then?.kind === 'read') return `\`${loader}\` would reject the whole file`
      continue
    }
    const wasRead = then?.kind === 'read'
    if (!wasRead && purpose.isReencoding) continue
    for (const key of changedKeys(wasRead ? then : nothing, now)) {
      const old = wasRead ? then.variables.get(key) : undefined
      const harm = judgeKey(loader, key, old, now.variables.get(key), { before, after }, purpose)
      if (harm !== null) return harm
    }
  }
  return null
}

function judgeKey(
  loader: LoaderName,
  key: string,
  old: Reading | undefined,
  now: Reading | undefined,
  { before, after }: { readonly before: Readings; readonly after: Readings },
  { intended, isReencoding, repeated }: Purpose,
): string | null {
  if (repeated.has(key) && old?.kind === 'value' && old.value !== '' && !isSameText(old.value, now))
    return `\`${key}\` is set more than once, and \`${loader}\` would read another of its values`
  const wanted = intended.get(key)
  if (now?.kind === 'value' && wanted?.has(now.value) === true) return null
  if (old !== undefined || now === undefined) return `\`${loader}\` would read another value for \`${key}\``
  if (now.kind === 'null' || isReencoding) return null
  if (now.kind !== 'value') return `\`${loader}\` would not get a plain value for \`${key}\``
  // Those that had a value already know better than those that only now get one.
  const known = valuesOf(before, loader, key)
  const others = known.length > 0 ? known : valuesOf(after, loader, key)
  const isAgreed = others.includes(now.value) || (others.length === 0 && wanted === undefined)
  return isAgreed ? null : `\`${loader}\` would read \`${key}\` in another way than intended`
}

/** Whether only blanks, quotes, what nobody sees, or a comment behind it went away. */
function isSameText(old: string, now: Reading | undefined): boolean {
  if (now?.kind !== 'value') return false
  const [before, after] = [bareText(old), bareText(now.value)]
  return before === after || (after !== '' && before.startsWith(`${after}#`))
}

function bareText(value: string): string {
  return value.replace(/[\s"'`“”„‟‘’‚‛«»\u200b-\u200f\u2060\ufeff]/g, '')
}

/** The values that the other loaders read. */
function valuesOf(readings: Readings, loader: LoaderName, key: string): readonly string[] {
  return [...readings].flatMap(([other, file]) => {
    const reading = other === loader || file.kind !== 'read' ? undefined : file.variables.get(key)
    return reading?.kind === 'value' ? [reading.value] : []
  })
}
