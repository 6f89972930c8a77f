import { defineCheck, found, pass } from '../../core/check.ts'
import { darajaLogin } from '../../probes/daraja-login.ts'
import { darajaCodes } from './daraja-codes.ts'
import { codeOf, findRefusal } from './refusal-finding.ts'

const codes = {
  'daraja/unreachable': darajaCodes['daraja/unreachable'],
  'daraja/rate-limited': darajaCodes['daraja/rate-limited'],
  'daraja/firewall': darajaCodes['daraja/firewall'],
} as const

/** Whether there is an API at all; what it thinks of the keys is for the next check. */
export const darajaAnswers = defineCheck({
  id: 'daraja-answers',
  family: 'daraja',
  title: 'Daraja answers',
  codes,
  needs: { login: darajaLogin },
  judge({ login: { answer, place } }) {
    if (answer.kind === 'token') return pass(place.host)
    const code = codeOf(answer)
    if (code !== 'daraja/unreachable' && code !== 'daraja/rate-limited' && code !== 'daraja/firewall')
      return pass(place.host)
    return found([{ ...findRefusal(answer, place), code }])
  },
})
