import type { CommandDefinition } from '../command.ts'
import { eventFilterOptions } from '../event-filter.ts'
import { parseAnyText, parseCount, parseWebUrl } from '../parse-values.ts'
import { storeOption } from '../store-option.ts'

const group = 'Options'

export const replay: CommandDefinition = {
  name: 'replay',
  summary: 'send a recorded callback again',
  description:
    'Sends what was recorded once more, with the same path, headers and body, to the app on this machine. It is the same payment: an app that counts it twice is not idempotent. Refused for production.',
  arguments: [{ name: '<n|last|id>', description: 'number or id as `events` shows it, or `last`' }],
  options: [
    { group, flags: '--url <url>', description: 'send there instead; path and query stay', parse: parseWebUrl },
    {
      group,
      flags: '--set <path=value>',
      description: 'set a value of the body first: ResultCode=1032; repeatable',
      repeatable: true,
      parse: parseAnyText,
    },
    { group, flags: '--edit', description: 'change the body in your editor first' },
    { group, flags: '--times <n>', description: 'send it n times, one after the other', parse: parseCount },
    { group, flags: '--dry-run', description: 'print the curl line, send nothing' },
    { group, flags: '--allow-production', description: 'send even though the environment is production' },
    storeOption,
    ...eventFilterOptions,
  ],
  examples: [
    ['mpesa-doctor replay last', 'after the handler was mended'],
    ['mpesa-doctor replay last --kind stk --status 5xx', 'the newest STK callback that the app refused'],
    ['mpesa-doctor replay 12 --times 2', 'is it counted twice?'],
    ['mpesa-doctor replay 12 --set ResultCode=1032', 'what if it had been cancelled?'],
  ],
  load: async () => (await import('./bodies/replay.ts')).runReplay,
}
