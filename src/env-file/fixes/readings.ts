import type { LoaderName } from '../../core/loader-name.ts'
import type { FileReading, Reading } from '../loader.ts'
import type { Reader } from './fix.ts'

/** What each loader in use makes of the same bytes. */
export type Readings = ReadonlyMap<LoaderName, FileReading>

export function readWithAll(readers: readonly Reader[], bytes: Uint8Array): Readings {
  return new Map(readers.map((reader) => [reader.name, reader.read(bytes)]))
}

export function sameReading(one: Reading | undefined, other: Reading | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  if (one.kind === 'value') return other.kind === 'value' && one.value === other.value
  if (one.kind === 'not-evaluated') return other.kind === 'not-evaluated' && one.text === other.text
  return one.kind === other.kind
}

/** Whether every loader, or every one of these, gives the app the same from both. */
export function sameReadings(one: Readings, other: Readings, only?: ReadonlySet<LoaderName>): boolean {
  return [...one].every(([loader, reading]) => only?.has(loader) === false || isSameFile(reading, other.get(loader)))
}

/** The loaders that do not give the app the same from both. */
export function differingIn(one: Readings, other: Readings): readonly LoaderName[] {
  return [...one].flatMap(([loader, reading]) => (isSameFile(reading, other.get(loader)) ? [] : [loader]))
}

function isSameFile(one: FileReading, other: FileReading | undefined): boolean {
  if (one.kind === 'rejected' || other?.kind !== 'read') return one.kind === other?.kind
  return changedKeys(one, other).length === 0
}

export function rejectingIn(readings: Readings): ReadonlySet<LoaderName> {
  return new Set([...readings].filter(([, { kind }]) => kind === 'rejected').map(([loader]) => loader))
}

/** Undefined where a loader has no plain value for it. */
export function valueIn(readings: Readings, loader: LoaderName, key: string): string | undefined {
  const file = readings.get(loader)
  const reading = file?.kind === 'read' ? file.variables.get(key) : undefined
  return reading?.kind === 'value' ? reading.value : undefined
}

/** The loaders that reject the first and take the second. */
export function newlyRead(before: Readings, after: Readings): readonly LoaderName[] {
  return [...after.keys()].filter(
    (loader) => before.get(loader)?.kind === 'rejected' && after.get(loader)?.kind === 'read',
  )
}

type ReadFile = Extract<FileReading, { kind: 'read' }>

/** Names that an app can ask for; what a loader makes of a line of rubbish is not among them. */
const askable = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** The variables that are not the same in both. */
export function changedKeys(before: ReadFile, after: ReadFile): readonly string[] {
  const changed: string[] = []
  for (const [key, reading] of after.variables)
    if (!sameReading(before.variables.get(key), reading) && askable.test(key)) changed.push(key)
  for (const key of before.variables.keys()) if (!after.variables.has(key) && askable.test(key)) changed.push(key)
  return changed
}
