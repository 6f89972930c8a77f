import { type Check, defineCheck, found, pass } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { Probe } from '../../core/probe.ts'
import type { CallAnswer } from '../../daraja/client/read-acceptance.ts'
import type { C2bRegistration } from '../../probes/c2b-registration.ts'
import { findCallProblem } from '../daraja/call-problem.ts'
import { type RegistrationCode, registrationCodes } from './registration-codes.ts'

/** The public shortcode of M-PESA Express, which takes no C2B URLs. */
const expressShortcode = '174379'

export function createUrlsRegistered(
  registration: Probe<C2bRegistration>,
): Check<{ registration: Probe<C2bRegistration> }, Record<never, never>, typeof registrationCodes> {
  return defineCheck({
    id: 'c2b-urls-registered',
    family: 'c2b',
    title: 'Daraja takes the confirmation and the validation URL',
    codes: registrationCodes,
    needs: { registration },
    judge: ({ registration: { answer, ...rest } }) =>
      answer.kind === 'accepted' ? pass(`shortcode ${rest.urls.shortcode}`) : found([findProblem(answer, rest)]),
  })
}

function findProblem(
  answer: Exclude<CallAnswer, { readonly kind: 'accepted' }>,
  { place, urls }: Omit<C2bRegistration, 'answer'>,
): Finding<RegistrationCode> {
  const finding = findCallProblem(answer, place, { product: 'C2B' })
  const evidence = { ...finding.evidence, shortcode: urls.shortcode }
  if (answer.kind !== 'refused') return { ...finding, evidence }
  if (answer.problem === 'already-registered')
    return urls.shortcode === expressShortcode
      ? createFinding(registrationCodes, 'daraja/unknown-shortcode', finding.message, { evidence, ...ofExpress })
      : createFinding(registrationCodes, 'c2b/already-registered', finding.message, { evidence })
  const isType = answer.problem === 'bad-field' && answer.field?.toLowerCase() === 'responsetype'
  if (isType) {
    const { responseType } = urls
    return createFinding(registrationCodes, 'c2b/response-type', finding.message, {
      evidence: { ...evidence, responseType },
    })
  }
  return { ...finding, evidence }
}

const ofExpress = {
  why: 'This is the public shortcode of M-PESA Express; the sandbox keeps no C2B URLs for it.',
  fix: {
    summary: "Name the C2B test shortcode (600 and three digits) of the portal's test credentials:",
    command: 'mpesa-doctor register-urls --shortcode 600984',
  },
} as const
