import type { Played } from '../../callbacks/audit/play.ts'
import type { Finding } from '../../core/finding.ts'
import { auditFinding } from './audit-finding.ts'

/**
 * Orders that nothing was sent for and that are paid all the same. Any other change may be the app's own: a job that ends
 * old orders, say.
 */
export function judgeStrays({ steps, strays = [] }: Played): readonly Finding[] {
  const step = steps.at(-1)
  const receipts = new Set(steps.flatMap(({ callback }) => callback.payment?.receipt ?? []))
  const stray = strays.find(({ state, receipt }) => state === 'paid' || (receipt !== null && receipts.has(receipt)))
  if (step === undefined || stray === undefined) return []
  const message = `Order ${stray.id} became \`${stray.rawState}\`, and no callback was sent for it`
  return [auditFinding('handler/wrong-order', message, step, { evidence: { other: stray.id } })]
}
