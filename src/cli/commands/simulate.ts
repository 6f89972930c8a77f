import type { CommandDefinition } from '../command.ts'
import { parseAnyText, parseCount, parsePositiveAmount, parseTime, parseWebUrl } from '../parse-values.ts'

const group = 'Options'

export const simulate: CommandDefinition = {
  name: 'simulate',
  summary: 'send the callback of a payment to the app and show what it did',
  description:
    'Sends the callback that Safaricom would send for a CheckoutRequestID to the app on this machine, then shows the order before and after. Amount, phone and MerchantRequestID come from the order where a database is configured. Refused for production.',
  arguments: [{ name: '[CheckoutRequestID...]', description: 'of the payments to settle' }],
  options: [
    {
      group,
      flags: '--scenario <name>',
      description: 'success (default), or a failure by name or code: cancelled, 1032, …',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--url <url>',
      description: 'send there instead of to the app on this machine',
      parse: parseWebUrl,
    },
    {
      group,
      flags: '--amount <kes>',
      description: 'amount in KES (default: from the order)',
      parse: parsePositiveAmount,
    },
    { group, flags: '--phone <number>', description: 'payer (default: from the order)', parse: parseAnyText },
    { group, flags: '--receipt <code>', description: 'M-Pesa receipt (default: a new one)', parse: parseAnyText },
    { group, flags: '--times <n>', description: 'deliver the same callback n times', parse: parseCount },
    { group, flags: '--parallel', description: 'with --times: all at once' },
    { group, flags: '--no-verify', description: 'do not look into the database' },
    {
      group,
      flags: '--settle <time>',
      description: 'how long the order may take to change (default: 5s)',
      parse: parseTime,
    },
    { group, flags: '--dry-run', description: 'print the body and a curl line, send nothing' },
    { group, flags: '--list', description: 'list the scenarios' },
    { group, flags: '--allow-production', description: 'send even though the environment is production' },
  ],
  examples: [
    ['mpesa-doctor simulate ws_CO_…', 'a successful payment'],
    ['mpesa-doctor simulate ws_CO_… --scenario cancelled', 'the customer pressed cancel (1032)'],
    ['mpesa-doctor simulate ws_CO_… --times 3 --parallel', 'the same callback three times at once'],
    ['mpesa-doctor simulate ws_CO_… --dry-run', 'only show body and curl line'],
  ],
  load: async () => (await import('./bodies/simulate.ts')).runSimulate,
}
