import type { Confidence } from '../../core/finding.ts'
import { doubtRefusal } from './bare-refusal.ts'
import { explainBreak } from './breaks.ts'
import type { Ruling } from './decision-row.ts'
import { findRow } from './decision-row.ts'
import { decisionTable } from './decision-table.ts'
import { describeApp } from './gateway-fixes.ts'
import type { Picture } from './picture.ts'
import { drawPicture } from './picture.ts'
import { explainRedirect } from './redirects.ts'
import { isAboutUnknownPayment } from './refine.ts'
import { replyCodes } from './reply-codes.ts'
import { statusOf } from './reply-evidence.ts'
import type { Report } from './reply-finding.ts'
import type { Side } from './side.ts'
import type { Situation } from './situation.ts'

/** Faults that the two sides show, each once, as the decision table has it. */
export function compareReplies(situation: Situation): readonly Report[] {
  return decide(drawPicture(situation)).flatMap((decided) => {
    const side = situation[decided.side]
    return side === undefined ? [] : [reportOf(decided, side, situation)]
  })
}

/** A ruling that no longer refers to another row. */
export interface Decided extends Ruling {
  readonly code: Exclude<Ruling['code'], 'alone'>
}

/** What the table finds in a picture. */
export function decide(picture: Picture): readonly Decided[] {
  return look(picture).map((decided) => soften(decided, picture))
}

function look(picture: Picture): readonly Decided[] {
  const rulings = findRow(decisionTable, picture)?.find ?? []
  return rulings.flatMap(({ code, ...ruling }) =>
    code === 'alone'
      ? look(coverOther(picture, ruling.side)).map((decided) => ({ ...decided, ...ruling, code: decided.code }))
      : [{ ...ruling, code }],
  )
}

/** The picture as if only one side had been seen. */
function coverOther(picture: Picture, side: Ruling['side']): Picture {
  if (side === 'outside') return { ...picture, inside: 'unseen', comparison: 'different' }
  return {
    ...picture,
    outside: 'unseen',
    kind: 'other',
    framework: false,
    elsewhere: 'unknown',
    comparison: 'different',
  }
}

/** What only a guessed address shows is no error: it may be any program. */
function soften(decided: Decided, { app, outside, comparison }: Picture): Decided {
  const isBacked = comparison === 'same' || outside === 'edge/bad-gateway'
  if (decided.side === 'outside' || app !== 'guessed' || isBacked || decided.severity === 'info') return decided
  return { ...decided, severity: 'warning', confidence: 'possible' }
}

function reportOf(decided: Decided, side: Side, situation: Situation): Report {
  const { code, severity, confidence, why, adds } = decided
  const own: Report = code === 'own' ? ownReport(side) : { side, code }
  const doubt = doubtRefusal(own.code, own.by, side)
  const reason = why === undefined ? (own.why ?? explainBreak(own)) : fill(why, situation)
  const added = [adds, doubt?.adds, describeApp(own, situation)].filter((text) => text !== undefined)
  const whole = added.length === 0 ? reason : [reason ?? replyCodes[own.code].why, ...added].join(' ')
  const sure = lower(confidence, doubt === undefined ? own.confidence : lower(own.confidence, 'likely'))
  return {
    ...own,
    ...(doubt === undefined ? {} : { fix: doubt.fix }),
    ...(severity === undefined ? {} : { severity }),
    ...(sure === undefined ? {} : { confidence: sure }),
    ...(whole === undefined ? {} : { why: whole }),
  }
}

function ownReport(side: Side): Report {
  const { classified, reply, post } = side
  if (classified === undefined || reply === undefined) return { side, code: 'edge/connection-closed' }
  const isMild = isAboutUnknownPayment(classified, reply, new URL(post.url).pathname, side.variants)
  const redirect = classified.code === 'edge/redirect' && classified.by === undefined ? explainRedirect(side) : {}
  return { side, ...classified, ...redirect, ...(isMild && { severity: 'warning' }) }
}

const sureness: readonly Confidence[] = ['possible', 'likely', 'certain']

function lower(a: Confidence | undefined, b: Confidence | undefined): Confidence | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return sureness.indexOf(a) < sureness.indexOf(b) ? a : b
}

function fill(why: string, { outside, inside }: Situation): string {
  return why.replaceAll('{outside}', () => didWhat(outside)).replaceAll('{inside}', () => didWhat(inside))
}

function didWhat(side: Side | undefined): string {
  if (side?.reply !== undefined) return statusOf(side.reply)
  return 'nothing'
}
