import type { LoaderName } from '../../core/loader-name.ts'
import { decodeText } from '../bytes.ts'
import { type EnvDocument, parseDocument } from '../document.ts'
import type { Segment } from '../segment.ts'
import type { FixCode, FixUse, Proposal } from './fix.ts'
import { findHarm } from './guard.ts'
import { differingIn, newlyRead, type Readings, readWithAll, rejectingIn, sameReadings, valueIn } from './readings.ts'
import { applySplices, areDisjoint, sortSplices } from './splice.ts'

export interface RefusedProposal {
  readonly proposal: Proposal
  /** Completes "not fixed: …". */
  readonly reason: string
}

/** What is to be done about one segment, judged as if it were the whole file. */
export interface Choice {
  /** Applied together or not at all. */
  readonly chosen: readonly Proposal[]
  readonly refused: readonly RefusedProposal[]
}

/** More faults than these on one line are not tried in every combination. */
const mostCombined = 6

/** What the choice for a segment depends on besides its line. */
export interface ChoiceContext {
  readonly document: EnvDocument
  readonly use: FixUse
  /** The loaders that take nothing from the file as it is. */
  readonly rejecting: ReadonlySet<LoaderName>
}

/**
 * Chooses among the proposals for one segment: as many as do no harm together, without those that no loader in use
 * cares about. Faults can hide each other, so that a change may do good only with another one.
 */
export function chooseForSegment(proposals: readonly Proposal[], context: ChoiceContext): Choice {
  const [first] = proposals
  // What is about no variable changes nothing that could be read from its own line alone.
  if (first === undefined || first.key === null || first.segment.kind === 'bom') return withoutReading(proposals)
  const { document } = context
  const alone = readerOf(context, first.segment)
  const allowed = proposals.filter(({ blocked }) => blocked === undefined)
  const before = alone([])
  const harmOf = (chosen: readonly Proposal[]): string | null => {
    const intended = intendedBy(chosen)
    return saysWhatIsIntended(applyAlone(document, first.segment, chosen), intended)
      ? findHarm(before, alone(chosen), { intended, isReencoding: false, repeated: nothing })
      : 'the line would no longer say what is intended'
  }
  let chosen: readonly Proposal[] = []
  for (const subset of subsets(allowed)) {
    // The largest come first: what is smaller than the best so far cannot become better.
    if (subset.length <= chosen.length) break
    if (!areDisjoint(sortSplices(subset.flatMap(({ splices }) => splices))) || harmOf(subset) !== null) continue
    const needed = withoutNeedless(subset, harmOf, alone, context)
    if (needed.length > chosen.length) chosen = needed
  }
  const base = alone(chosen)
  const refused = proposals.flatMap((proposal): RefusedProposal[] => {
    if (chosen.includes(proposal)) return []
    const more = [...chosen, proposal]
    if (!areDisjoint(sortSplices(more.flatMap(({ splices }) => splices)))) return []
    if (!isNeeded(proposal, base, alone(more), context)) return []
    const reason = proposal.blocked ?? harmOf(more)
    return reason === null ? [] : [{ proposal, reason }]
  })
  return { chosen, refused }
}

/** A line alone repeats nothing. */
const nothing: ReadonlySet<string> = new Set()

type ReadAlone = (chosen: readonly Proposal[]) => Readings

function readerOf({ document, use }: ChoiceContext, segment: Segment): ReadAlone {
  const known = new Map<string, Readings>()
  return (chosen) => {
    const name = chosen.map(({ code, explanation }) => code + explanation).join('\n')
    let readings = known.get(name)
    if (readings === undefined) {
      readings = readWithAll(use.readers, applyAlone(document, segment, chosen))
      known.set(name, readings)
    }
    return readings
  }
}

function applyAlone({ bytes }: EnvDocument, { start, end }: Segment, chosen: readonly Proposal[]): Uint8Array {
  const splices = sortSplices(chosen.flatMap((proposal) => proposal.splices))
  const moved = splices.map((splice) => ({ ...splice, start: splice.start - start, end: splice.end - start }))
  return applySplices(bytes.subarray(start, end), moved)
}

/** Loaders that are not in use would read it too: without its quotes a comment must not become part of the value. */
function saysWhatIsIntended(line: Uint8Array, intended: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const { bytes, segments } = parseDocument(line)
  return segments.every(
    (segment) =>
      segment.kind !== 'assignment' || intended.get(segment.key)?.has(decodeText(bytes, segment.value)) !== false,
  )
}

function withoutReading(proposals: readonly Proposal[]): Choice {
  return {
    chosen: proposals.filter(({ blocked }) => blocked === undefined),
    refused: proposals.flatMap((proposal) =>
      proposal.blocked === undefined ? [] : [{ proposal, reason: proposal.blocked }],
    ),
  }
}

/** Leaves out, the last first, what makes no difference to any loader, as long as the rest does no harm without it. */
function withoutNeedless(
  harmless: readonly Proposal[],
  harmOf: (chosen: readonly Proposal[]) => string | null,
  alone: ReadAlone,
  context: ChoiceContext,
): readonly Proposal[] {
  // Two that each do harm without the other can be needless together.
  if (!harmless.some((proposal) => isNeeded(proposal, alone([]), alone(harmless), context))) return []
  return harmless.toReversed().reduce((kept, proposal) => {
    const without = kept.filter((other) => other !== proposal)
    if (isNeeded(proposal, alone(without), alone(kept), context)) return kept
    return without.length === 0 || harmOf(without) === null ? without : kept
  }, harmless)
}

/** Everyday spellings, which are a fault only where a loader is known to be in use that stumbles over them. */
const everyday: ReadonlySet<FixCode> = new Set(['env/export-prefix', 'env/unquoted-space'])
/** What the checks only note where no loader in use minds it. */
const onlyNoted: ReadonlySet<FixCode> = everyday

/**
 * Whether it makes a difference. A variable that is not ours is left as it is, unless nobody can read its line, a loader
 * rejects the whole file for it, or a loader that rejects the file for another line would read it wrong afterwards.
 */
function isNeeded(
  { code, key, always, segment, intended }: Proposal,
  without: Readings,
  withIt: Readings,
  { use, rejecting }: ChoiceContext,
): boolean {
  if (key === null || segment.kind === 'junk') return always || !sameReadings(without, withIt)
  if (use.isOurs(key)) {
    if (always && (use.isNamed?.(code) === true || !onlyNoted.has(code))) return true
    const suffering = differingIn(without, withIt).filter((loader) => valueIn(without, loader, key) !== intended)
    const count = suffering.length
    if (use.isGuess === true && everyday.has(code)) return count === without.size
    // A line that is still rejected may have this fault besides another.
    return count > 0 || (always && rejectingIn(without).size > 0)
  }
  if (use.isGuess === true) return newlyRead(without, withIt).length === without.size
  if (always && rejectingIn(without).size > 0) return true
  return newlyRead(without, withIt).length > 0 || !sameReadings(without, withIt, rejecting)
}

export function intendedBy(proposals: readonly Proposal[]): ReadonlyMap<string, ReadonlySet<string>> {
  const intended = new Map<string, Set<string>>()
  for (const { key, intended: value } of proposals) {
    if (key === null || value === null) continue
    const values = intended.get(key) ?? new Set()
    intended.set(key, values.add(value))
  }
  return intended
}

/** All subsets but the empty one, the largest first; with many members only the whole and each alone. */
function subsets(proposals: readonly Proposal[]): readonly (readonly Proposal[])[] {
  if (proposals.length > mostCombined) return [proposals, ...proposals.map((proposal) => [proposal])]
  const count = 2 ** proposals.length - 1
  return Array.from({ length: count }, (_, index) => proposals.filter((_, bit) => ((count - index) >> bit) & 1)).sort(
    (one, other) => other.length - one.length,
  )
}
