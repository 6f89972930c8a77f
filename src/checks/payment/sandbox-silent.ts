import { createFinding, type Finding } from '../../core/finding.ts'
import type { CheckResult } from '../../core/report.ts'
import { httpCallback } from '../edge/http-callback.ts'
import { paymentCodes } from './payment-codes.ts'

/** A doubt about one of these may be the reason. */
const way: ReadonlySet<string> = new Set(['env', 'credentials', 'url', 'dns', 'tcp', 'tls', 'tunnel', 'edge', 'app'])

/**
 * Where an inbox saw no callback of a push that the sandbox has ended, and everything that a callback needs was seen to
 * work, it is the sandbox that did not call. This takes the results of all checks, so it is no check of its own.
 */
export function blameSandbox(results: readonly CheckResult[]): readonly CheckResult[] {
  const isReached = results.some(({ id, status }) => id === httpCallback.id && status === 'pass')
  const isInDoubt = results.some(
    ({ family, status, findings }) =>
      status === 'crash' ||
      (way.has(family) && (status === 'fail' || status === 'warn')) ||
      findings.some(({ code, severity }) => severity === 'error' && !isMissing(code)),
  )
  if (!isReached || isInDoubt) return results
  return results.map((result) =>
    result.findings.some(({ code }) => isMissing(code))
      ? {
          ...result,
          status: 'warn',
          findings: result.findings.map((found) => (isMissing(found.code) ? blame(found) : found)),
        }
      : result,
  )
}

function isMissing(code: string): boolean {
  return code === 'payment/callback-never-arrived'
}

function blame({ message, evidence }: Finding): Finding {
  return createFinding(
    paymentCodes,
    'payment/sandbox-silent',
    `${message}, though the callback URL takes what is sent to it`,
    { confidence: 'likely', evidence },
  )
}
