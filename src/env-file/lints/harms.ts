import type { LoaderName } from '../../core/loader-name.ts'
import { decodeText } from '../bytes.ts'
import type { EnvDocument } from '../document.ts'
import { readingOfKey } from '../key-reading.ts'
import type { FileReading, Loader, Surroundings } from '../loader.ts'
import type { Assignment, Segment } from '../segment.ts'
import { type Blame, blameFor } from './blame.ts'
import { isPlainLine, oddLineOf } from './line-kinds.ts'
import { isLost, readAlone, readText } from './read-alone.ts'
import { findSwallowed } from './swallowed.ts'

export interface Rejection {
  readonly loader: LoaderName
  readonly reason: string
}

/** A line that costs the app variables, under the name of the fault. */
export interface Harm {
  readonly code: Blame | 'env/foreign-comment' | 'env/no-value'
  readonly segment: Segment
  /** Loaders that take nothing from the whole file because of it. */
  readonly rejectedBy: readonly Rejection[]
  /** Loaders that take all but this line's own variable. */
  readonly lostBy: readonly LoaderName[]
  /** Variables of other lines that disappear with it. */
  readonly swallowed: readonly { readonly loader: LoaderName; readonly keys: readonly string[] }[]
}

export interface HarmInput {
  readonly document: EnvDocument
  readonly loaders: readonly Loader[]
  /** The last definition of each variable that matters. */
  readonly ours: readonly Assignment[]
  readonly surroundings: (key: string) => Surroundings
  readonly whole: (loader: LoaderName) => FileReading
}

/** Lines that are looked at one by one; a file with more faults than that has one fault. */
const most = 60
/** Bytes of a line; what is longer is no setting. */
export const longestLine = 32_768

/** Every line by which a loader loses variables that matter, or the whole file; in the order of the file. */
export function findHarms(input: HarmInput): readonly Harm[] {
  const { document, loaders, ours, whole, surroundings } = input
  const harms = new Map<string, { -readonly [K in keyof Harm]: Harm[K] }>()
  const rejecting = new Set(loaders.filter(({ name }) => whole(name).kind === 'rejected'))
  const mine = new Set<Segment>(ours)
  const suspects = document.segments.filter(
    (one) => (mine.has(one) || rejecting.size > 0) && isSuspect(document, one) && isReadable(document, one),
  )
  for (const segment of suspects.slice(0, most))
    for (const loader of loaders) if (mine.has(segment) || rejecting.has(loader)) judgeAlone(segment, loader)
  for (const loader of rejecting) if (isText(document) && !isBlamed(loader.name)) blameStumble(loader)
  for (const { segment, loader, keys } of findSwallowed(input)) {
    const harm = harmOf(segment, codeOf(segment) ?? 'env/unterminated-quote')
    harm.swallowed = [...harm.swallowed, { loader, keys }]
  }
  return [...harms.values()].sort((a, b) => a.segment.start - b.segment.start)

  function judgeAlone(segment: Segment, loader: Loader): void {
    const key = segment.kind === 'assignment' ? segment.key : ''
    const context = surroundings(key)
    const reading = readAlone(loader, document.bytes, segment, context)
    const isRejected = reading.kind === 'rejected'
    if (!isRejected && !(mine.has(segment) && isLost(readingOfKey(loader.name, reading, key)))) return
    // Another line of the same name may give it all the same.
    if (!isRejected && !isLost(readingOfKey(loader.name, whole(loader.name), key))) return
    const code = codeOf(segment) ?? blame(segment, loader, context)
    if (code === undefined) return
    const harm = harmOf(segment, code)
    if (isRejected) harm.rejectedBy = [...harm.rejectedBy, { loader: loader.name, reason: reading.reason }]
    else harm.lostBy = [...harm.lostBy, loader.name]
  }

  function blame(segment: Segment, loader: Loader, context: Surroundings): Blame | undefined {
    if (segment.kind !== 'assignment') return undefined
    return blameFor(document.bytes, segment, (line, key) => readText(loader, line, key, context))
  }

  /** No line alone is refused, but together they are: then the line counts that the loader names itself. */
  function blameStumble(loader: Loader): void {
    const reading = whole(loader.name)
    if (reading.kind !== 'rejected') return
    const line = reading.line ?? 1
    const segment = document.segments.findLast((one) => one.line <= line && one.kind !== 'bom')
    if (segment === undefined) return
    const harm = harmOf(segment, codeOf(segment) ?? 'env/junk-line')
    harm.rejectedBy = [...harm.rejectedBy, { loader: loader.name, reason: reading.reason }]
  }

  function codeOf(segment: Segment): Harm['code'] | undefined {
    return oddLineOf(document.bytes, segment)
  }

  function isBlamed(loader: LoaderName): boolean {
    return [...harms.values()].some(({ rejectedBy }) => rejectedBy.some((rejection) => rejection.loader === loader))
  }

  function harmOf(segment: Segment, code: Harm['code']): { -readonly [K in keyof Harm]: Harm[K] } {
    const id = `${segment.start} ${code}`
    const harm = harms.get(id) ?? { code, segment, rejectedBy: [], lostBy: [], swallowed: [] }
    harms.set(id, harm)
    return harm
  }
}

/** Bytes that are no text are a fault of the file, not of a line. */
function isText({ encoding }: EnvDocument): boolean {
  return encoding.kind === 'utf-8' || encoding.kind === 'utf-8-bom'
}

function isSuspect({ bytes }: EnvDocument, segment: Segment): boolean {
  if (segment.end - segment.start > longestLine) return false
  return segment.kind === 'assignment' ? !isPlainLine(bytes, segment) : oddLineOf(bytes, segment) !== undefined
}

/** A byte that is no text makes a loader refuse the line as it refuses the file, and is named there. */
function isReadable({ bytes, encoding }: EnvDocument, segment: Segment): boolean {
  return encoding.kind !== 'not-utf8' || !decodeText(bytes, segment).includes('\ufffd')
}
