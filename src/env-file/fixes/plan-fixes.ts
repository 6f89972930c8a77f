import { CR, countNewlines, decodeText, LF } from '../bytes.ts'
import { type EnvDocument, parseDocument } from '../document.ts'
import { refuseDocument } from '../edit.ts'
import type { Segment } from '../segment.ts'
import { chooseForSegment, type RefusedProposal } from './choose.ts'
import type { FixCode, FixUse, Proposal } from './fix.ts'
import { fixes } from './index.ts'
import { readWithAll, rejectingIn } from './readings.ts'
import { applySplices, sortSplices } from './splice.ts'
import { tryUnits } from './try-units.ts'

/** What became of one fault that can be fixed. */
export interface FixOutcome {
  readonly code: FixCode
  readonly key: string | null
  /** In the file as it was, counted from 1. */
  readonly line: number
  readonly explanation: string
  /** Why it was not fixed, completing "not fixed: …"; null if it was. */
  readonly reason: string | null
  /** The line before and after, with its line end. */
  readonly before: string
  readonly after: string
}

export interface FixPlan {
  /** The very array that was given if there is nothing to change. */
  readonly bytes: Uint8Array
  readonly outcomes: readonly FixOutcome[]
  /** Lines of the new content that the old one does not have, ascending; all others follow each other as before. */
  readonly insertedLines: readonly number[]
  /** There were more lines to look at than one plan looks at; those at the end of the file are left for the next. */
  readonly isPartial: boolean
}

/** Lines that may have a fault. Each is read by itself, in several ways: more would take seconds, and no env file has them. */
const mostLines = 2_000

/** Each round can uncover what the one before made readable; three are the most that any file was seen to need. */
const mostRounds = 8

/**
 * Takes away every fault that can be taken away without harm. Each step is judged by what the loaders in use read before
 * and after it; a file without such faults is given back as it is, so that a second run changes nothing. Pure.
 */
export function planFixes(bytes: Uint8Array, use: FixUse): FixPlan {
  let document = parseDocument(bytes)
  let insertedLines: readonly number[] = []
  let applied: readonly FixOutcome[] = []
  let bytesLeft = 0
  for (let round = 1; ; round++) {
    const { accepted, refused, ...next } = runRound(document, use, bytesLeft)
    bytesLeft = next.bytesLeft
    const tell = (proposal: Proposal, reason: string | null): FixOutcome =>
      outcomeOf(document, proposal, reason, insertedLines)
    applied = [...applied, ...accepted.map((proposal) => tell(proposal, null))]
    if (accepted.length === 0 || round === mostRounds) {
      const outcomes = [...applied, ...refused.map(({ proposal, reason }) => tell(proposal, reason))]
      outcomes.sort((one, other) => one.line - other.line)
      return { bytes: document.bytes, outcomes, insertedLines, isPartial: bytesLeft > 0 }
    }
    const splices = sortSplices(accepted.flatMap((proposal) => proposal.splices))
    insertedLines = addInserted(insertedLines, accepted)
    document = parseDocument(applySplices(document.bytes, splices))
  }
}

interface Round {
  readonly accepted: readonly Proposal[]
  readonly refused: readonly RefusedProposal[]
  readonly bytesLeft: number
}

/** `bytesLeft` at the end of the file are not looked at. */
function runRound(document: EnvDocument, use: FixUse, bytesLeft: number): Round {
  const wanted = fixes.filter(({ code }) => use.isWanted(code))
  const all = [...groupBySegment(wanted.flatMap((fix) => fix.propose(document, use))).values()]
  const { groups, bytesLeft: left } = limitGroups(all, document.bytes.length, bytesLeft)
  const obstacle = obstacleOf(document)
  if (obstacle !== null) {
    const refused = groups.flat().map((proposal) => ({ proposal, reason: obstacle }))
    return { accepted: [], refused, bytesLeft: left }
  }
  if (groups.length === 0) return { accepted: [], refused: [], bytesLeft: left }
  const readings = readWithAll(use.readers, document.bytes)
  const context = { document, use, rejecting: rejectingIn(readings) }
  const choices = groups.map((group) => chooseForSegment(group, context))
  const units = choices.map(({ chosen }) => chosen).filter((chosen) => chosen.length > 0)
  const tried = tryUnits(document, units, readings, use.readers)
  const refused = [...choices.flatMap((choice) => choice.refused), ...tried.refused]
  return { accepted: tried.accepted, refused, bytesLeft: left }
}

type Group = readonly Proposal[]

/** What stands behind the last line that is looked at keeps its distance from the end, whatever is done before it. */
function limitGroups(
  groups: readonly Group[],
  length: number,
  bytesLeft: number,
): { readonly groups: readonly Group[]; readonly bytesLeft: number } {
  const startOf = (group: Group | undefined): number => group?.[0]?.segment.start ?? length
  const inReach = groups.filter((group) => startOf(group) < length - bytesLeft)
  if (inReach.length <= mostLines) return { groups: inReach, bytesLeft }
  const sorted = inReach.toSorted((one, other) => startOf(one) - startOf(other))
  return { groups: sorted.slice(0, mostLines), bytesLeft: length - startOf(sorted[mostLines]) }
}

function obstacleOf(document: EnvDocument): string | null {
  if (document.segments[0]?.kind === 'unreadable') return null
  const refusal = refuseDocument(document)
  if (refusal === null) return null
  return refusal.reason === 'merge-conflict'
    ? 'the file holds an unresolved merge'
    : 'the file holds bytes that are no text'
}

function groupBySegment(proposals: readonly Proposal[]): ReadonlyMap<Segment, Group> {
  const groups = new Map<Segment, Proposal[]>()
  for (const proposal of proposals) {
    const group = groups.get(proposal.segment)
    if (group === undefined) groups.set(proposal.segment, [proposal])
    else group.push(proposal)
  }
  return groups
}

function outcomeOf(
  { bytes }: EnvDocument,
  { code, key, explanation, segment, splices }: Proposal,
  reason: string | null,
  insertedLines: readonly number[],
): FixOutcome {
  const { start, end } = segment
  const line = bytes.subarray(start, end)
  const moved = splices.map((splice) => ({ ...splice, start: splice.start - start, end: splice.end - start }))
  const isWholeFile = segment.kind === 'unreadable' || segment.kind === 'bom'
  return {
    code,
    key,
    line: segment.line - countBelow(insertedLines, segment.line),
    explanation,
    reason,
    before: isWholeFile ? '' : decodeText(line),
    after: isWholeFile ? '' : decodeText(applySplices(line, sortSplices(moved))),
  }
}

/** A splice that ends with a line end puts whole lines above the segment that it belongs to. */
function addInserted(inserted: readonly number[], accepted: readonly Proposal[]): readonly number[] {
  const added = accepted.flatMap(({ segment, splices }) =>
    splices.flatMap(({ start, end, text }) => {
      const isLine = start === end && (text.at(-1) === LF || text.at(-1) === CR)
      const count = isLine ? countNewlines(text, { start: 0, end: text.length }) : 0
      return Array.from({ length: count }, () => segment.line)
    }),
  )
  if (added.length === 0) return inserted
  added.sort((one, other) => one - other)
  const shifted = inserted.map((line) => line + countBelow(added, line + 1))
  return [...shifted, ...added.map((line, index) => line + index)].sort((one, other) => one - other)
}

/** How many of the ascending numbers are smaller than the limit. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}
