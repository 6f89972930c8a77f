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
}

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
  for (let round = 1; ; round++) {
    const { accepted, refused } = runRound(document, use)
    const tell = (proposal: Proposal, reason: string | null): FixOutcome =>
      outcomeOf(document, proposal, reason, insertedLines)
    applied = [...applied, ...accepted.map((proposal) => tell(proposal, null))]
    if (accepted.length === 0 || round === mostRounds) {
      const outcomes = [...applied, ...refused.map(({ proposal, reason }) => tell(proposal, reason))]
      return { bytes: document.bytes, outcomes: outcomes.sort((one, other) => one.line - other.line), insertedLines }
    }
    const splices = sortSplices(accepted.flatMap((proposal) => proposal.splices))
    insertedLines = addInserted(insertedLines, accepted)
    document = parseDocument(applySplices(document.bytes, splices))
  }
}

interface Round {
  readonly accepted: readonly Proposal[]
  readonly refused: readonly RefusedProposal[]
}

function runRound(document: EnvDocument, use: FixUse): Round {
  const wanted = fixes.filter(({ code }) => use.isWanted(code))
  const proposals = wanted.flatMap((fix) => fix.propose(document, use))
  const obstacle = obstacleOf(document)
  if (obstacle !== null) return { accepted: [], refused: proposals.map((proposal) => ({ proposal, reason: obstacle })) }
  if (proposals.length === 0) return { accepted: [], refused: [] }
  const readings = readWithAll(use.readers, document.bytes)
  const context = { document, use, rejecting: rejectingIn(readings) }
  const choices = [...groupBySegment(proposals).values()].map((group) => chooseForSegment(group, context))
  const units = choices.map(({ chosen }) => chosen).filter((chosen) => chosen.length > 0)
  const tried = tryUnits(document, units, readings, use.readers)
  return { accepted: tried.accepted, refused: [...choices.flatMap(({ refused }) => refused), ...tried.refused] }
}

function obstacleOf(document: EnvDocument): string | null {
  if (document.segments[0]?.kind === 'unreadable') return null
  const refusal = refuseDocument(document)
  if (refusal === null) return null
  return refusal.reason === 'merge-conflict'
    ? 'the file holds an unresolved merge'
    : 'the file holds bytes that are no text'
}

function groupBySegment(proposals: readonly Proposal[]): ReadonlyMap<Segment, readonly Proposal[]> {
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
