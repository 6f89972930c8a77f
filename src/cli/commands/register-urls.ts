import type { CommandDefinition } from '../command.ts'
import { parseAnyText, parseOneOf } from '../parse-values.ts'
import { parseResponseType, parseShortcode } from '../register-urls-options.ts'

const group = 'Options'

export const registerUrls: CommandDefinition = {
  name: 'register-urls',
  summary: 'tell Daraja where C2B payments are confirmed',
  description:
    "Checks both URLs and the ResponseType against Safaricom's rules, asks, and registers them for the shortcode. Nothing is sent if a rule is broken. Production takes URLs once: there it needs --allow-production.",
  options: [
    {
      group,
      flags: '--confirmation-url <url>',
      description: 'where payments are told (default: MPESA_C2B_CONFIRMATION_URL)',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--validation-url <url>',
      description: 'where payments are asked about first (default: MPESA_C2B_VALIDATION_URL)',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--response-type <type>',
      description:
        'what becomes of a payment whose validation gives no answer: Completed or Cancelled (default: MPESA_C2B_RESPONSE_TYPE, else Completed)',
      parse: parseResponseType,
    },
    {
      group,
      flags: '--shortcode <number>',
      description: 'paybill or till (default: MPESA_SHORTCODE)',
      parse: parseShortcode,
    },
    {
      group,
      flags: '--api-version <n>',
      description: '2 masks the phone numbers of customers, 1 hashes them (default: 2)',
      parse: (text) => Number(parseOneOf('1', '2')(text)),
    },
    { group, flags: '--yes', description: 'do not ask' },
    { group, flags: '--allow-production', description: 'register even though the environment is production' },
  ],
  examples: [
    ['mpesa-doctor register-urls --shortcode 600984', 'the URLs of the env file, in the sandbox'],
    [
      'mpesa-doctor register-urls --yes --daraja-url http://127.0.0.1:8770',
      'at the local Daraja of `mpesa-doctor sandbox`',
    ],
  ],
  load: async () => (await import('./bodies/register-urls.ts')).runRegisterUrls,
}
