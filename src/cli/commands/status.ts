import type { CommandDefinition } from '../command.ts'
import { parseOneOf, parseTime } from '../parse-values.ts'
import { storeOption } from '../store-option.ts'

const group = 'Options'

export const status: CommandDefinition = {
  name: 'status',
  summary: 'show an order in the database, or the pending ones',
  description:
    'Finds the table and columns of your orders by itself (or as the config says) and reads them in a read-only session. With --watch it looks again until the order is paid or failed.',
  arguments: [{ name: '[order]', description: 'order number, CheckoutRequestID, receipt or id' }],
  positional: ([order]) => (order === undefined ? {} : { order }),
  ownTimeout: true,
  options: [
    {
      group,
      flags: '--watch',
      description: 'look again until the state is final (limit: --timeout, here 2m by default)',
    },
    { group, flags: '--interval <time>', description: 'time between two looks (default: 5s)', parse: parseTime },
    {
      group,
      flags: '--expect <state>',
      description: 'exit 1 unless the order is in this state',
      parse: parseOneOf('pending', 'paid', 'failed', 'refunded', 'unknown'),
    },
    { group, flags: '--remote', description: 'ask Daraja about the payment as well, and compare (STK query)' },
    {
      group,
      flags: '--save',
      description: 'write the table and columns that were found into the config file',
    },
    { ...storeOption, group },
  ],
  examples: [
    ['mpesa-doctor status', 'the pending orders, oldest first'],
    ['mpesa-doctor status DUKA-1042', 'one order'],
    ['mpesa-doctor status DUKA-1042 --remote', 'what the database says, and what Daraja says'],
    ['mpesa-doctor status DUKA-1042 --watch --expect paid', 'wait until it is paid; for scripts'],
  ],
  load: async () => (await import('./bodies/status.ts')).runStatus,
}
