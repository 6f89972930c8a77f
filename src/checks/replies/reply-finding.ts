import type { Confidence, Finding, Fix, Severity } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Flaw } from './acknowledgement.ts'
import { chooseFix, nameFramework, workingNeighbour } from './choose-fix.ts'
import type { Situation } from './diagnose-replies.ts'
import type { ReplyCode } from './reply-codes.ts'
import { replyCodes } from './reply-codes.ts'
import { describeSide, evidenceOf } from './reply-evidence.ts'
import type { Side } from './side.ts'
import { variantOf } from './side.ts'

/** A fault, and on which side it was seen. */
export interface Report {
  readonly code: ReplyCode
  readonly side: Side
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly by?: string
  readonly why?: string
  readonly fix?: Fix
  /** Replaces the description of what the side did. */
  readonly message?: string
}

/** The finding of a fault, with what both sides did as evidence. */
export function reportReply(report: Report, situation: Situation): Finding<ReplyCode> {
  const { code, side, severity, confidence, why } = report
  const framework = nameFramework(report, situation)
  const fix = chooseFix(report, framework, situation)
  return createFinding(replyCodes, code, report.message ?? describe(report), {
    ...(severity === undefined ? {} : { severity }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(why === undefined ? {} : { why }),
    fix,
    evidence: {
      ...evidenceOf(side),
      ...(report.by === undefined ? {} : { answeredBy: report.by }),
      ...(framework === undefined ? {} : { framework: framework.name }),
      ...(framework?.from === 'project' ? { frameworkFrom: framework.file } : {}),
      ...otherSide(side, situation),
      ...variantEvidence(side),
    },
  })
}

/** Findings about replies that were accepted. */
export function reportFlaws(side: Side, flaws: readonly Flaw[], situation: Situation): readonly Finding<ReplyCode>[] {
  return flaws.map(({ message, ...flaw }) =>
    reportReply(
      { ...flaw, side, ...(message === undefined ? {} : { message: `${describeSide(side)}: ${message}` }) },
      situation,
    ),
  )
}

function describe({ side, code, by }: Report): string {
  const seen = describeSide(side)
  const neighbour = code === 'app/route-not-found' ? workingNeighbour(side) : undefined
  const allow = code === 'app/method-not-allowed' ? allowedMethods(side) : undefined
  if (neighbour !== undefined) return `${seen}; \`${neighbour}\` answers`
  if (allow !== undefined && !seen.includes('Allow:')) return `${seen}; it allows ${allow}`
  return by === undefined || seen.includes(by) ? seen : `${seen}, from ${by}`
}

function otherSide(side: Side, { outside, inside }: Situation): JsonObject {
  if (side === outside && inside !== undefined) return { app: evidenceOf(inside) }
  if (side === inside && outside !== undefined) return { public: evidenceOf(outside) }
  return {}
}

/** What the further requests got, shortly. */
function variantEvidence({ variants }: Side): JsonObject {
  const seen = variants.flatMap(({ name, path, reply }) =>
    reply === undefined ? [] : [{ variant: name, path, status: reply.status }],
  )
  return seen.length === 0 ? {} : { variants: seen }
}

function allowedMethods(side: Side): string | undefined {
  return side.reply?.headers.get('allow') ?? variantOf(side, 'options')?.headers.get('allow')
}
