import type { CommandDefinition } from '../command.ts'
import { parseAnyText, parseOneOf } from '../parse-values.ts'

const group = 'Options'

export const demo: CommandDefinition = {
  name: 'demo',
  summary: 'watch it find a fault in an embedded shop with its own PostgreSQL',
  description:
    'Starts a small shop on a private, temporary PostgreSQL behind a TLS front on this machine, breaks it, and lets the doctor find out why an order stays pending. Contacts nothing outside. Everything is removed afterwards.',
  options: [
    { group, flags: '--fault <name>', description: 'what to break (default: get-only)', parse: parseAnyText },
    { group, flags: '--list-faults', description: 'list what can be broken' },
    { group, flags: '--serve', description: 'keep the broken shop running, to try the other commands in its folder' },
    {
      group,
      flags: '--postgres <origin>',
      description: 'PostgreSQL to use: auto, system or package',
      parse: parseOneOf('auto', 'system', 'package'),
    },
  ],
  examples: [
    ['mpesa-doctor demo', 'the whole story in a few seconds'],
    ['mpesa-doctor demo --fault stale-ngrok', 'another fault'],
    ['mpesa-doctor demo --fault csrf --serve', 'then cd into its folder and run mpesa-doctor'],
  ],
  load: async () => (await import('./bodies/demo.ts')).runDemo,
}
