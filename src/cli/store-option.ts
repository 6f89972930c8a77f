import type { OptionDefinition } from './option.ts'
import { parseAnyText } from './parse-values.ts'

/** Of every command that keeps callbacks or reads them. Its value holds a password: judged where it is used, quoted nowhere. */
export const storeOption: OptionDefinition = {
  group: 'Options',
  flags: '--store <url>',
  description: 'keep callbacks in PostgreSQL, shared by a team: postgres://… (default: .mpesa-doctor/inbox)',
  parse: parseAnyText,
}
