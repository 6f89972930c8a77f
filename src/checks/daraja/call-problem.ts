import { createFinding, type Finding } from '../../core/finding.ts'
import { printable } from '../../core/printable.ts'
import type { CallAnswer } from '../../daraja/client/read-acceptance.ts'
import { classifyAddress } from '../../daraja/private-addresses.ts'
import type { DarajaPlace } from '../../probes/daraja-place.ts'
import { registrationCodes } from '../c2b/registration-codes.ts'
import type { DarajaCode } from './daraja-codes.ts'
import { codeOf, findRefusal } from './refusal-finding.ts'

const lenient = { command: 'mpesa-doctor sandbox --lenient' } as const

/** A Daraja that runs here, such as that of `sandbox`. */
export function isLocalDaraja({ host }: DarajaPlace): boolean {
  return host === 'localhost' || classifyAddress(host) === 'loopback'
}

/** The finding of a request that Daraja does not take; `product` is what the portal calls its API. */
export function findCallProblem(
  answer: Exclude<CallAnswer, { readonly kind: 'accepted' }>,
  place: DarajaPlace,
  { product }: { readonly product: string },
): Finding<DarajaCode | 'daraja/invalid-callback-url'> {
  if (answer.kind === 'not-taken') {
    const said = printable(answer.description).slice(0, 160)
    const code = answer.responseCode === null ? 'no ResponseCode' : `ResponseCode ${answer.responseCode}`
    return createFinding(registrationCodes, 'daraja/unreachable', `\`${place.host}\` answers ${code}, "${said}"`, {
      evidence: { host: place.host, responseCode: answer.responseCode, description: said },
      why: 'The answer has the form of an acceptance and does not accept: what was asked for was not done.',
    })
  }
  const finding = findRefusal(answer, place, {
    ...(codeOf(answer) === 'daraja/product-missing'
      ? { fix: { summary: `Add the product ${product} to the app on the portal, then run this again` } }
      : {}),
  })
  if (answer.kind === 'unreachable') return finding
  const { problem, field } = answer
  if (problem !== 'bad-field' && problem !== 'bad-request') return finding
  if (field !== null && /url$/i.test(field))
    return createFinding(registrationCodes, 'daraja/invalid-callback-url', finding.message, {
      evidence: { ...finding.evidence, field },
      fix: isLocalDaraja(place)
        ? { summary: 'Start the local Daraja so that it takes any URL:', ...lenient }
        : undefined,
    })
  return {
    ...finding,
    why:
      field === null
        ? 'Daraja does not take the request as it is.'
        : `Daraja does not take the field \`${field}\` of the request.`,
    fix: {
      summary:
        field === null ? 'Compare the settings with those of the portal' : `Correct what \`${field}\` is made of`,
    },
  }
}
