import type { CommandDefinition } from '../command.ts'
import { sandboxOptions } from '../sandbox-options.ts'

export const sandbox: CommandDefinition = {
  name: 'sandbox',
  summary: 'run a Daraja on this machine',
  description:
    "Every API of Daraja with its real validation, errors and callbacks, for apps whose base URL can be set, or as they are: a program behind `--` is started so that its calls to Safaricom's sandbox come here, and everything else goes where it always went. Keys, shortcode and passkey of the env file are taken, and so are those of Safaricom's own sandbox. Phones have money and pay; `25470000` and a ResultCode in four digits is one that ends so: `254700001032` cancels.",
  options: sandboxOptions,
  runsProgram: true,
  examples: [
    ['mpesa-doctor sandbox -- flask run', 'the app as it is: its calls to sandbox.safaricom.co.ke come here'],
    ['mpesa-doctor sandbox', 'then set the base URL of the app to http://127.0.0.1:8770'],
    ['mpesa-doctor sandbox --outcome cancelled', 'nobody pays'],
    ['mpesa-doctor sandbox --deliver-to http://127.0.0.1:5000', 'callbacks come to this app'],
    ['mpesa-doctor sandbox --fault callback-lost', 'what customers see when a callback is lost'],
  ],
  load: async () => (await import('./bodies/sandbox.ts')).runSandbox,
}
