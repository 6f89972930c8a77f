import { registrationCodes } from '../checks/c2b/registration-codes.ts'
import { createUrlsRegistered } from '../checks/c2b/urls-registered.ts'
import { locate } from '../checks/env/locate.ts'
import { onlineChecks } from '../checks/online.ts'
import { judgeUrls } from '../checks/url/judge-urls.ts'
import { urlCodes } from '../checks/url/url-codes.ts'
import { type AnyCheck, defineCheck, found, pass } from '../core/check.ts'
import { createFinding } from '../core/finding.ts'
import { observed, type Probe } from '../core/probe.ts'
import { guessConstant, judgeResponseType } from '../daraja/credentials.ts'
import { type C2bRegistration, createC2bRegistration } from '../probes/c2b-registration.ts'
import type { InspectedUrls } from '../probes/callback-urls.ts'
import { envValues } from '../probes/env-values.ts'
import type { RegistrationWishes } from './register-urls-wishes.ts'

export interface RegistrationChecks {
  readonly checks: readonly AnyCheck[]
  /** What Daraja was told and answered; null as long as it was not asked. */
  registration(): C2bRegistration | null
}

/** The rules first; where one is broken, nobody logs in. */
export function createRegistrationChecks(wishes: RegistrationWishes): RegistrationChecks {
  let seen: C2bRegistration | null = null
  const registration = createC2bRegistration(wishes.ready)
  const urlsRegistered = createUrlsRegistered({
    ...registration,
    async run(context) {
      const observation = await registration.run(context)
      if (observation.available) seen = observation.value
      return observation
    },
  })
  return {
    checks: [
      urlsTaken(wishes),
      responseTypeTaken(wishes),
      ...(wishes.ready === null ? [] : onlineChecks),
      urlsRegistered,
    ],
    registration: () => seen,
  }
}

function urlsTaken({ urls }: RegistrationWishes): AnyCheck {
  const inspected: Probe<InspectedUrls> = {
    id: 'c2b-urls',
    activity: 'reading the URLs',
    instant: true,
    async run({ observe, settings }) {
      const values = await observe(envValues)
      if (!values.available) return values
      const environment = settings.get('environment')?.value ?? 'unknown'
      return observed({ urls, values: values.value, environment, appPort: undefined })
    },
  }
  return defineCheck({
    id: 'c2b-urls-taken',
    family: 'url',
    title: 'Both URLs keep the rules of the C2B pages',
    codes: urlCodes,
    needs: { inspected },
    judge: (facts) => judgeUrls(urlCodes, facts.inspected),
  })
}

function responseTypeTaken({ responseType: { value, entry } }: RegistrationWishes): AnyCheck {
  return defineCheck({
    id: 'c2b-response-type',
    family: 'c2b',
    title: 'The ResponseType is `Completed` or `Cancelled`',
    codes: { 'c2b/response-type': registrationCodes['c2b/response-type'] },
    needs: { values: envValues },
    judge({ values }) {
      const problem = judgeResponseType(value)
      if (problem === undefined) return pass(value)
      const meant = guessConstant(value)
      return found([
        createFinding(registrationCodes, 'c2b/response-type', `${entry?.key ?? 'It'} is \`${value}\`. ${problem}`, {
          evidence: { variable: entry?.key ?? null, responseType: value },
          location: entry === undefined ? undefined : locate(entry, values),
          fix:
            meant === undefined || entry === undefined
              ? undefined
              : { summary: 'Write it like this:', code: `${entry.key}=${meant}` },
        }),
      ])
    },
  })
}
