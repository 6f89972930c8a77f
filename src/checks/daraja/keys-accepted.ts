import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { darajaLogin } from '../../probes/daraja-login.ts'
import { darajaOtherLogin } from '../../probes/daraja-other-login.ts'
import { envValues } from '../../probes/env-values.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from '../env/locate.ts'
import { darajaCodes } from './daraja-codes.ts'
import { findRefusal } from './refusal-finding.ts'

const codes = {
  'daraja/bad-credentials': darajaCodes['daraja/bad-credentials'],
  'daraja/environment-swapped': darajaCodes['daraja/environment-swapped'],
} as const

export const keysAccepted = defineCheck({
  id: 'daraja-keys-accepted',
  family: 'daraja',
  title: 'Daraja accepts the consumer key and secret',
  codes,
  needs: { login: darajaLogin, values: envValues, nameOf: variableNames },
  wants: { other: darajaOtherLogin },
  judge({ login: { answer, place, keys }, values, nameOf }, { other }) {
    if (answer.kind === 'token') return pass(`a token of ${place.host}`)
    // Whoever has no access to the products may still have the right keys.
    if (answer.kind === 'unreachable' || answer.problem !== 'bad-credentials')
      return skip('denied', 'an answer of Daraja to the login')
    const location = locate(keys.key, values)
    if (!other.available || !other.value.isAccepted) {
      const finding = findRefusal(answer, place)
      const tried = other.available ? `, and so does \`${other.value.host}\`` : ''
      return found([
        {
          ...finding,
          code: 'daraja/bad-credentials',
          message: `${finding.message}${tried}`,
          evidence: {
            ...finding.evidence,
            variables: [keys.key.key, keys.secret.key],
            otherHost: other.available ? other.value.host : null,
          },
          ...(location === undefined ? {} : { location }),
        },
      ])
    }
    const { environment, host } = other.value
    return found([
      createFinding(
        codes,
        'daraja/environment-swapped',
        `\`${place.host}\` refuses \`${keys.key.key}\` and \`${keys.secret.key}\`, \`${host}\` accepts them`,
        {
          evidence: { host: place.host, acceptedBy: host, environmentOfKeys: environment },
          location,
          fix: {
            summary: `Set \`${nameOf('MPESA_ENVIRONMENT')}=${environment}\` if that is what is meant, or put in the keys of the environment that is set`,
          },
        },
      ),
    ])
  },
})
