import type { CommandDefinition } from '../command.ts'

export const query: CommandDefinition = {
  name: 'query',
  summary: 'ask Daraja what became of an STK push',
  description:
    "Logs in with the app's keys and asks for the state of one push: paid, failed, still open, unknown. With a database it also finds the order and says whether the two agree. The sandbox takes a query every 12 seconds; one that comes too early waits, for at most --timeout. Nothing is changed.",
  arguments: [{ name: '<CheckoutRequestID>', description: 'as the answer to the push had it' }],
  positional: ([order]) => (order === undefined ? {} : { order }),
  examples: [
    ['mpesa-doctor query ws_CO_061020261419539712345678', 'one payment'],
    ['mpesa-doctor query ws_CO_061020261419539712345678 --json', 'for scripts: `.query.state`'],
    ['mpesa-doctor query ws_CO_061020261419539712345678 --daraja-url http://127.0.0.1:4010', 'at an emulator'],
  ],
  load: async () => (await import('./bodies/query.ts')).runQuery,
}
