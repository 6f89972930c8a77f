import type { CommandDefinition } from '../command.ts'
import { OptionValueError } from '../option.ts'
import { parseAnyText, parseCount, parseTime } from '../parse-values.ts'

const group = 'Options'

function parseStatus(text: string): string {
  if (!/^(?:\d{3}|[1-5]xx|none)$/i.test(text)) throw new OptionValueError('not a status; write `200`, `5xx` or `none`')
  return text.toLowerCase()
}

export const events: CommandDefinition = {
  name: 'events',
  summary: 'list the callbacks that were recorded',
  description:
    'Lists what `listen` and `tunnel` have kept in this project, the newest last. With `export` all of it is printed for other programs.',
  arguments: [{ name: '[export]', description: 'print for other programs: --har, --curl or JSON lines' }],
  options: [
    { group, flags: '--kind <name>', description: 'stk, c2b-confirmation, b2c-result, … unknown', parse: parseAnyText },
    {
      group,
      flags: '--id <text>',
      description: 'CheckoutRequestID, TransID or receipt, also in part',
      parse: parseAnyText,
    },
    { group, flags: '--status <code>', description: 'what the app answered: 200, 5xx, none', parse: parseStatus },
    { group, flags: '--since <time>', description: 'not older than this: 10m, 2h', parse: parseTime },
    { group, flags: '--limit <n>', description: 'the newest n (default: 20)', parse: parseCount },
    { group, flags: '--follow', description: 'go on with what comes, until Ctrl-C' },
    { group, flags: '--har', description: 'with export: a HAR file, for browsers and proxies' },
    { group, flags: '--curl', description: 'with export: a curl line for each' },
    { group, flags: '--raw', description: 'with export: nothing masked' },
  ],
  examples: [
    ['mpesa-doctor events', 'the newest twenty'],
    ['mpesa-doctor events --kind stk --status 5xx --since 2h', 'which ones the app refused'],
    ['mpesa-doctor events export --har > callbacks.har', 'for other tools'],
  ],
  load: async () => (await import('./bodies/events.ts')).runEvents,
}
