import { decodeText, encodeText } from '../bytes.ts'
import type { EnvDocument } from '../document.ts'
import type { Assignment, Span } from '../segment.ts'
import type { Proposal, Splice } from './fix.ts'

export function assignmentsIn({ segments }: EnvDocument): readonly Assignment[] {
  return segments.filter((segment) => segment.kind === 'assignment')
}

/** The assignments whose value is certain: behind a quote that never closes every loader sees something else. */
export function soundAssignments(document: EnvDocument): readonly Assignment[] {
  return assignmentsIn(document).filter(({ defect }) => defect === null)
}

export function removal({ start, end }: Span): Splice {
  return { start, end, text: new Uint8Array() }
}

export function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text: encodeText(text) }
}

/** What all proposals about an assignment share; the intended value is the one that stands there. */
export function aboutAssignment(
  { bytes }: EnvDocument,
  assignment: Assignment,
): Pick<Proposal, 'segment' | 'key' | 'intended' | 'always'> {
  const { key, value } = assignment
  return { segment: assignment, key, intended: decodeText(bytes, value), always: false }
}
