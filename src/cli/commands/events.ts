import type { CommandDefinition } from '../command.ts'
import { eventFilterOptions } from '../event-filter.ts'
import { parseCount, parseOneOf } from '../parse-values.ts'
import { storeOption } from '../store-option.ts'
import { uiOptions } from '../ui-options.ts'

const group = 'Options'

export const events: CommandDefinition = {
  name: 'events',
  summary: 'list the callbacks that were recorded',
  description:
    'Lists what `listen` and `tunnel` have kept in this project, the newest last. `show` prints one in full, `export` prints all for other programs, `import` takes in what the inspector of an ngrok agent, a HAR file or an export holds.',
  arguments: [
    { name: '[show|export|import]', description: 'what to do; a number or an id alone is shown in full' },
    { name: '[n|last|id|file]', description: 'which one to show, or the file to import' },
  ],
  options: [
    { group, flags: '--limit <n>', description: 'the newest n (default: 20)', parse: parseCount },
    { group, flags: '--follow', description: 'go on with what comes, until Ctrl-C' },
    ...uiOptions,
    { group, flags: '--har', description: 'with export: a HAR file, for browsers and proxies' },
    { group, flags: '--curl', description: 'with export: a curl line for each' },
    { group, flags: '--raw', description: 'with export and import: nothing masked' },
    {
      group,
      flags: '--from <name>',
      description: 'with import: ngrok, the agent on this machine (see --ngrok-api)',
      parse: parseOneOf('ngrok'),
    },
    storeOption,
    ...eventFilterOptions,
  ],
  examples: [
    ['mpesa-doctor events', 'the newest twenty'],
    ['mpesa-doctor events show last', 'one in full; a CheckoutRequestID names it, too'],
    ['mpesa-doctor events --kind stk --status 5xx --since 2h', 'which ones the app refused'],
    ['mpesa-doctor events export --har > callbacks.har', 'for other tools'],
    ['mpesa-doctor events import --from ngrok', 'what came before this tool was there'],
  ],
  load: async () => (await import('./bodies/events.ts')).runEvents,
}
