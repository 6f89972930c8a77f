import type { LoaderName } from '../core/loader-name.ts'
import type { FileReading } from './loader.ts'

/** What an app that uses this loader gets for one variable. */
export type KeyReading =
  | { readonly loader: LoaderName; readonly outcome: 'value'; readonly value: string }
  | { readonly loader: LoaderName; readonly outcome: 'unset' | 'null' }
  | { readonly loader: LoaderName; readonly outcome: 'raises' | 'file-rejected'; readonly reason: string }
  /** It would take running a command to know. */
  | { readonly loader: LoaderName; readonly outcome: 'not-evaluated'; readonly text: string }

export function readingOfKey(loader: LoaderName, file: FileReading, key: string): KeyReading {
  if (file.kind === 'rejected') return { loader, outcome: 'file-rejected', reason: file.reason }
  const reading = file.variables.get(key)
  if (reading === undefined) return { loader, outcome: 'unset' }
  switch (reading.kind) {
    case 'value':
      return { loader, outcome: 'value', value: reading.value }
    case 'null':
      return { loader, outcome: 'null' }
    case 'raises':
      return { loader, outcome: 'raises', reason: reading.reason }
    case 'not-evaluated':
      return { loader, outcome: 'not-evaluated', text: reading.text }
  }
}

/** Whether two loaders give the app the same. */
export function sameReading(left: KeyReading, right: KeyReading): boolean {
  if (left.outcome !== right.outcome) return false
  return left.outcome !== 'value' || right.outcome !== 'value' || left.value === right.value
}

/** Loaders that give the app the same, together; groups in the order of their first loader. */
export function groupReadings(readings: readonly KeyReading[]): readonly (readonly KeyReading[])[] {
  const groups: KeyReading[][] = []
  for (const reading of readings) {
    const group = groups.find(([first]) => first !== undefined && sameReading(first, reading))
    if (group === undefined) groups.push([reading])
    else group.push(reading)
  }
  return groups
}
