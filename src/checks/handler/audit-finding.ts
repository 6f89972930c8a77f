import type { PlayedStep } from '../../callbacks/audit/play.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import { rowJson } from '../../orders/order.ts'
import { type AuditCode, allAuditCodes } from './audit-codes.ts'

export interface AuditFindingDetails {
  readonly confidence?: Finding['confidence']
  readonly severity?: Finding['severity']
  readonly evidence?: JsonObject
  readonly why?: string
  readonly fix?: Finding['fix']
}

/** A finding with what was seen of the order in that step. */
export function auditFinding(
  code: AuditCode,
  message: string,
  step: PlayedStep | undefined,
  { evidence, ...details }: AuditFindingDetails = {},
): Finding<AuditCode> {
  return createFinding(allAuditCodes, code, message, { ...details, evidence: { ...evidenceOf(step), ...evidence } })
}

function evidenceOf(step: PlayedStep | undefined): JsonObject {
  if (step === undefined) return {}
  const { callback, sent, effect } = step
  const statuses = sent.map(({ outcome }) =>
    outcome.kind === 'answered' ? outcome.response.status : outcome.failure.code,
  )
  const common = {
    scenario: callback.scenario.name,
    resultCode: callback.scenario.resultCode,
    checkoutRequestId: callback.checkoutRequestId,
    url: callback.request.url,
    status: statuses.length === 1 ? (statuses[0] ?? null) : statuses,
  }
  if (effect === null) return common
  return {
    ...common,
    order: effect.before.id,
    table: effect.before.table,
    stateBefore: effect.before.rawState,
    stateAfter: effect.after?.rawState ?? null,
    changed: { ...effect.changed },
    before: rowJson(effect.before.row),
    after: effect.after === null ? null : rowJson(effect.after.row),
    beside: effect.side.map((change) => ({ ...change, added: [...change.added], changed: [...change.changed] })),
  }
}

/** The requests that were answered with 5xx, or not at all although somebody listened. */
export function crashesIn({
  sent,
}: Pick<PlayedStep, 'sent'>): readonly { readonly label: string; readonly how: string }[] {
  return sent.flatMap(({ label, outcome }) => {
    if (outcome.kind === 'answered')
      return outcome.response.status >= 500 ? [{ label, how: `answered ${outcome.response.status}` }] : []
    const { phase, code } = outcome.failure
    if (phase === 'connect') return [{ label, how: 'nobody listens any more' }]
    return phase === 'reply' && (code === 'reset' || code === 'closed')
      ? [{ label, how: 'dropped the connection' }]
      : []
  })
}

/** A crash in a step that expects something else: nothing more can be said of it then. */
export function judgeCrashIn(step: PlayedStep, what: string): readonly Finding<AuditCode>[] {
  const crashes = crashesIn(step)
  const [first] = crashes
  if (first === undefined) return []
  const times = crashes.length > 1 ? ` (${crashes.length} of ${step.sent.length})` : ''
  return [auditFinding('handler/crashes', `On ${what} the app ${first.how}${times}`, step)]
}
