import type { CodeDefinitions } from '../../core/finding.ts'
import { darajaCodes } from '../daraja/daraja-codes.ts'

/** What only the registration of C2B URLs can find. */
export const ownRegistrationCodes = {
  'c2b/already-registered': {
    severity: 'error',
    title: 'URLs are registered for this shortcode already',
    why: 'Production takes them once: until they are deleted, every payment of customers is still told to the old ones.',
    fix: 'Delete them on the portal (Self Services, URL Management), or ask apisupport@safaricom.co.ke, then register again',
  },
  'c2b/response-type': {
    severity: 'error',
    title: 'The ResponseType is neither `Completed` nor `Cancelled`',
    why: 'Daraja compares it letter by letter. It decides what becomes of a payment whose validation gives no answer.',
    fix: 'Write `Completed` to let such payments through, `Cancelled` to refuse them',
  },
  'daraja/invalid-callback-url': {
    severity: 'error',
    title: 'Daraja refuses a URL that it is to call',
    why: 'Its rules ask for a public https URL, for C2B without `mpesa`, `sql` or `query` in it.',
    fix: 'Use a public https URL with a plain path, such as `/pay/confirm`',
  },
} as const satisfies CodeDefinitions

/** What stands in the way of a registration, besides the text of the URLs. */
export const registrationCodes = { ...darajaCodes, ...ownRegistrationCodes } as const

export type RegistrationCode = keyof typeof registrationCodes
