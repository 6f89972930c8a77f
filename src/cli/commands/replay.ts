import type { CommandDefinition } from '../command.ts'
import { parseCount, parseWebUrl } from '../parse-values.ts'

const group = 'Options'

export const replay: CommandDefinition = {
  name: 'replay',
  summary: 'send a recorded callback again',
  description:
    'Sends what was recorded once more, with the same path, headers and body, to the app on this machine. It is the same payment: an app that counts it twice is not idempotent. Refused for production.',
  arguments: [{ name: '<n|last|id>', description: 'number or id as `events` shows it, or `last`' }],
  options: [
    { group, flags: '--url <url>', description: 'send there instead; path and query stay', parse: parseWebUrl },
    { group, flags: '--times <n>', description: 'send it n times, one after the other', parse: parseCount },
    { group, flags: '--dry-run', description: 'print the curl line, send nothing' },
    { group, flags: '--allow-production', description: 'send even though the environment is production' },
  ],
  examples: [
    ['mpesa-doctor replay last', 'after the handler was mended'],
    ['mpesa-doctor replay 12 --times 2', 'is it counted twice?'],
  ],
  load: async () => (await import('./bodies/replay.ts')).runReplay,
}
