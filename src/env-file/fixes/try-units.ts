import { type EnvDocument, parseDocument } from '../document.ts'
import type { Segment } from '../segment.ts'
import { assignmentsIn } from './assignments.ts'
import { intendedBy, type RefusedProposal } from './choose.ts'
import type { Proposal, Reader } from './fix.ts'
import { findHarm } from './guard.ts'
import { keepsOtherSegments } from './keep-segments.ts'
import { type Readings, readWithAll } from './readings.ts'
import { applySplices, sortSplices } from './splice.ts'

/** Proposals for one segment that are applied together. */
export type Unit = readonly Proposal[]

export interface Tried {
  readonly accepted: readonly Proposal[]
  readonly refused: readonly RefusedProposal[]
}

/** Bytes of whole files that may be read to find out which of many changes does harm: seconds at the very most. */
const mostBytesRead = 16 * 1024 * 1024

/**
 * Applies as many units as the whole file allows. All at once first; where that does harm, each half, and so on, so
 * that one bad change among many is found with few readings. `before` is what the readers make of the document.
 */
export function tryUnits(
  document: EnvDocument,
  units: readonly Unit[],
  before: Readings,
  readers: readonly Reader[],
): Tried {
  if (units.length === 0) return { accepted: [], refused: [] }
  let accepted: readonly Proposal[] = []
  let current = before
  let bytesRead = 0
  let refused: readonly RefusedProposal[] = []
  const waiting: (readonly Unit[])[] = [units]
  for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
    const proposals = batch.flat()
    if (bytesRead > mostBytesRead) {
      refused = [...refused, ...refuseAll(proposals, 'there are too many faults to try each alone')]
      continue
    }
    bytesRead += document.bytes.length
    const judged = judge(document, accepted, proposals, current, readers)
    if (judged.harm === null) {
      accepted = [...accepted, ...proposals]
      current = judged.readings
    } else if (batch.length > 1) {
      const middle = batch.length >> 1
      waiting.push(batch.slice(middle), batch.slice(0, middle))
    } else if (proposals.length > 1) waiting.push(proposals.map((proposal) => [proposal]))
    else refused = [...refused, ...refuseAll(proposals, judged.harm)]
  }
  return { accepted, refused }
}

function refuseAll(proposals: readonly Proposal[], reason: string): readonly RefusedProposal[] {
  return proposals.map((proposal) => ({ proposal, reason }))
}

type Judged = { readonly harm: null; readonly readings: Readings } | { readonly harm: string; readonly readings: null }

function judge(
  document: EnvDocument,
  accepted: readonly Proposal[],
  proposals: readonly Proposal[],
  current: Readings,
  readers: readonly Reader[],
): Judged {
  const all = [...accepted, ...proposals]
  const splices = sortSplices(all.flatMap((proposal) => proposal.splices))
  const bytes = applySplices(document.bytes, splices)
  const touched = new Set(all.map(({ segment }) => segment))
  const isKept = keepsOtherSegments(document, parseDocument(bytes), touched, splices)
  if (!isKept) return { harm: 'another line would mean something else', readings: null }
  const readings = readWithAll(readers, bytes)
  const harm = findHarm(current, readings, {
    intended: intendedBy(proposals),
    repeated: repeatedIn(document, proposals),
    isReencoding: proposals.some(({ segment }) => segment.kind === 'unreadable'),
  })
  return harm === null ? { harm, readings } : { harm, readings: null }
}

/** Keys of more than one line, also of those that are only about to set them. */
function repeatedIn(document: EnvDocument, proposals: readonly Proposal[]): ReadonlySet<string> {
  const lines = new Map<string, Set<Segment>>()
  const add = (key: string, segment: Segment): void => {
    const known = lines.get(key)
    if (known === undefined) lines.set(key, new Set([segment]))
    else known.add(segment)
  }
  for (const assignment of assignmentsIn(document)) add(assignment.key, assignment)
  for (const { key, segment } of proposals) if (key !== null && segment.kind === 'junk') add(key, segment)
  return new Set([...lines].flatMap(([key, segments]) => (segments.size > 1 ? [key] : [])))
}
