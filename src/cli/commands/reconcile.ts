import type { CommandDefinition } from '../command.ts'
import { parseTime, parseWholeNumber } from '../parse-values.ts'

const group = 'Options'

export const reconcile: CommandDefinition = {
  name: 'reconcile',
  summary: 'ask Daraja after every pending order that should have ended',
  description:
    'Takes the pending orders of the database, the oldest first, and asks Daraja what became of each push. What is paid or failed there and pending here is named. The sandbox takes a query every 12 seconds, so many orders take their time. Nothing is changed.',
  options: [
    {
      group,
      flags: '--older <time>',
      description: 'only orders that wait for longer (default: 2m; a prompt lives for one)',
      parse: parseTime,
    },
    {
      group,
      flags: '--limit <n>',
      description: 'at most so many orders (default: 50)',
      parse: parseWholeNumber(10_000),
    },
  ],
  examples: [
    ['mpesa-doctor reconcile', 'what was paid and is still pending?'],
    ['mpesa-doctor reconcile --older 1h --json', 'every night, in a script: exit 1 if there is any'],
  ],
  load: async () => (await import('./bodies/reconcile.ts')).runReconcile,
}
