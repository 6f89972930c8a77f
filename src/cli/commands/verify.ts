import type { CommandDefinition } from '../command.ts'
import { parseAnyText, parsePort, parseTime, parseWebUrl } from '../parse-values.ts'
import { storeOption } from '../store-option.ts'

const group = 'Options'

export const verify: CommandDefinition = {
  name: 'verify',
  summary: 'ask Daraja whether a receipt is a real payment',
  description:
    'Asks for the status of a receipt and waits for the result, which Safaricom posts to a URL of yours: to the inbox of this project while `listen` or `tunnel` runs, or with --port to this command. Then the order with this receipt is compared. Nothing is changed.',
  arguments: [{ name: '<receipt>', description: 'as the SMS of the customer has it: UKO1A2B3C4' }],
  positional: ([order]) => (order === undefined ? {} : { order: order.trim().toUpperCase() }),
  options: [
    {
      group,
      flags: '--result-url <url>',
      description: 'where the result goes (default: MPESA_RESULT_URL; for a Daraja on this machine this command)',
      parse: parseWebUrl,
    },
    {
      group,
      flags: '--port <port>',
      description: 'receive the result on this port, to which the URL leads',
      parse: parsePort,
    },
    {
      group,
      flags: '--certificate <file>',
      description: "Safaricom's, to encrypt MPESA_INITIATOR_PASSWORD (default: MPESA_SECURITY_CREDENTIAL as it is)",
      parse: parseAnyText,
    },
    { group, flags: '--wait <time>', description: 'how long to wait for the result (default: 2m)', parse: parseTime },
    storeOption,
  ],
  examples: [
    ['mpesa-doctor verify UKO1A2B3C4', 'while `mpesa-doctor tunnel` runs, with MPESA_RESULT_URL behind it'],
    [
      'mpesa-doctor verify UKO1A2B3C4 --certificate ProductionCertificate.cer',
      'with the password of the initiator in the env file',
    ],
    [
      'mpesa-doctor verify UKO1A2B3C4 --daraja-url http://127.0.0.1:8770',
      'at `mpesa-doctor sandbox --lenient`, which may call this machine',
    ],
  ],
  load: async () => (await import('./bodies/verify.ts')).runVerify,
}
