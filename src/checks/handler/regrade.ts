import type { Graded } from '../../callbacks/audit/audit.ts'
import type { ExerciseName } from '../../callbacks/audit/exercise.ts'
import { auditFinding } from './audit-finding.ts'

/** What goes wrong with a success whose items stand where the handler does not look for them. */
const symptoms: ReadonlySet<string> = new Set([
  'handler/crashes',
  'handler/ignores-success',
  'handler/marks-success-failed',
  'handler/partial-write',
  'handler/wrong-time',
  'app/payload-rejected',
])

/**
 * The grades with what only a later exercise shows: a handler that fails on today's success and not on the documented one
 * without `Balance` reads the items by position, and that is its fault.
 */
export function regrade(graded: readonly Graded[]): readonly Graded[] {
  const byName = new Map<ExerciseName, Graded>(graded.map((one) => [one.exercise.name, one]))
  const [success, documented] = [byName.get('success'), byName.get('documented-form')]
  if (success?.play.kind !== 'played' || success.grade.outcome !== 'fail') return graded
  if (documented?.grade.outcome !== 'pass') return graded
  const { findings } = success.grade
  const [step] = success.play.steps
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0]
  if (first === undefined || !findings.every(({ code }) => symptoms.has(code))) return graded
  const message = `A callback in today’s form, with \`Balance\` in the third place, is not handled as one without it: ${first.message}`
  const finding = auditFinding('handler/only-first-items', message, step, { evidence: { insteadOf: first.code } })
  const grade = { outcome: 'fail', findings: [finding], detail: null } as const
  return graded.map((one) => (one === success ? { ...success, grade } : one))
}
