import type { CommandDefinition } from '../command.ts'
import { parseTime, parseWebUrl } from '../parse-values.ts'
import { storeOption } from '../store-option.ts'
import { uiOptions } from '../ui-options.ts'

const group = 'Options'

export const listen: CommandDefinition = {
  name: 'listen',
  summary: 'keep every callback, and hand it on to the app',
  description:
    'Stands between tunnel and app: each request is kept in `.mpesa-doctor/inbox` before its answer goes out, with its method, path, headers and body exactly as they came. If the app does not run, the callback is kept and answered 503, and `replay` delivers it later. Phone numbers and secrets are masked in the files.',
  arguments: [{ name: '[port]', description: 'port to listen on (default: 8765)' }],
  options: [
    {
      group,
      flags: '--forward <url>',
      description: 'the app (default: --app-url, PORT in the env file)',
      parse: parseWebUrl,
    },
    { group, flags: '--no-forward', description: 'only keep, and answer 503' },
    storeOption,
    { group, flags: '--raw', description: 'keep phone numbers and secrets as they are' },
    { group, flags: '--limit <time>', description: 'how long the app may take (default: 60s)', parse: parseTime },
    ...uiOptions,
  ],
  examples: [
    ['mpesa-doctor listen --forward http://127.0.0.1:5000', 'then point the tunnel at port 8765'],
    ['mpesa-doctor listen --ui', 'see callbacks in the browser, too'],
    ['mpesa-doctor listen 9000 --json', 'one JSON object a line, for programs'],
  ],
  load: async () => (await import('./bodies/listen.ts')).runListen,
}
