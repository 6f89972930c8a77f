import type { Graded } from '../../callbacks/audit/audit.ts'
import type { ExerciseName } from '../../callbacks/audit/exercise.ts'
import type { Played } from '../../callbacks/audit/play.ts'
import { toDelivery } from '../../callbacks/audit/play.ts'
import type { Finding } from '../../core/finding.ts'
import type { AuditCode } from './audit-codes.ts'
import { auditFinding } from './audit-finding.ts'
import { judgeAnswer } from './judge-answer.ts'
import { judgeDelivery } from './judge-delivery.ts'
import type { AuditFacts, Judged } from './judge-exercise.ts'

const whats: Partial<Record<ExerciseName, readonly [code: AuditCode, what: string]>> = {
  'documented-form': ['handler/only-first-items', 'without `Balance`'],
  'reordered-items': ['handler/only-first-items', 'with its items in another order'],
  'code-as-text': ['handler/code-type', 'with the ResultCode "0" as text'],
  'code-with-letters': ['handler/code-type', 'with the ResultCode `SFC_IC0003`'],
  'masked-phone': ['handler/phone-format', 'with a masked phone number'],
  'hashed-phone': ['handler/phone-format', 'with a hashed phone number'],
}

/** The same callback in another form: whatever went well in the usual form and does not in this one is due to the form. */
export function judgeVariation({ exercise, steps }: Played, usual: Graded | undefined, facts: AuditFacts): Judged {
  const [step] = steps
  const [code, what] = whats[exercise.name] ?? []
  const delivery = step && toDelivery(step)
  if (step === undefined || delivery === undefined || code === undefined) return 'an order'
  const found = [...judgeAnswer(delivery), ...judgeDelivery(delivery, facts.tables)].filter(isGrave)
  const known = new Set(usual?.grade.findings.map((finding) => finding.code))
  const news = found.filter((finding) => !known.has(finding.code))
  const isUsualBad = usual === undefined || usual.grade.outcome === 'fail' || usual.grade.outcome === 'not-played'
  if (isUsualBad && found.length > 0)
    return `the exercise \`${usual?.exercise.name ?? 'success'}\` to pass: this form fares no better`
  const [first] = news
  if (first === undefined) return [[]]
  const message = `A callback ${what} is not handled as one in the usual form: ${lowerFirst(first.message)}`
  return [[auditFinding(code, message, step, { evidence: { insteadOf: first.code } })]]
}

function isGrave({ code, severity }: Finding): boolean {
  return severity === 'error' && code !== 'app/slow-ack'
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text
}
