import { type OptionDefinition, OptionValueError } from './option.ts'
import { parseAnyText, parseTime } from './parse-values.ts'

const group = 'Which callbacks'

function parseStatus(text: string): string {
  if (!/^(?:\d{3}|[1-5]xx|none)$/i.test(text)) throw new OptionValueError('not a status; write `200`, `5xx` or `none`')
  return text.toLowerCase()
}

/** Which of the recorded callbacks are meant; the same words wherever one chooses. */
export const eventFilterOptions: readonly OptionDefinition[] = [
  { group, flags: '--kind <name>', description: 'stk, c2b-confirmation, b2c-result, … unknown', parse: parseAnyText },
  {
    group,
    flags: '--id <text>',
    description: 'CheckoutRequestID, receipt, account, phone, also in part',
    parse: parseAnyText,
  },
  { group, flags: '--code <code>', description: 'ResultCode of the message: 0, 1032', parse: parseAnyText },
  { group, flags: '--status <code>', description: 'what the app answered: 200, 5xx, none', parse: parseStatus },
  { group, flags: '--since <time>', description: 'not older than this: 10m, 2h', parse: parseTime },
]
