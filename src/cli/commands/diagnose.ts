import type { CommandDefinition } from '../command.ts'
import { storeOption } from '../store-option.ts'

export const diagnose: CommandDefinition = {
  name: 'diagnose',
  summary: 'run every check and name the root cause (what runs without a command)',
  description:
    'Checks the env file, the callback URL as Safaricom meets it, the app and the database, and names the one cause with the one fix. With an order it also looks at that payment. Nothing is changed, and nothing is sent that could mark a payment as paid, except to the order that the config names as `testOrder`.',
  arguments: [{ name: '[order]', description: 'order number, CheckoutRequestID or receipt' }],
  positional: ([order]) => (order === undefined ? {} : { order }),
  options: [storeOption],
  examples: [
    ['mpesa-doctor', 'find out what is wrong'],
    ['mpesa-doctor diagnose DUKA-1042', 'one payment in particular'],
    ['mpesa-doctor --skip db --json', 'without the database, for scripts'],
  ],
  load: async () => (await import('./bodies/diagnose.ts')).runDiagnose,
}
