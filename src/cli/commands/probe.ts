import type { CommandDefinition } from '../command.ts'
import { parseTime } from '../parse-values.ts'

export const probe: CommandDefinition = {
  name: 'probe',
  summary: 'look at the callback URL as Safaricom meets it: DNS, TCP, TLS, POST',
  description:
    'Resolves, connects, shakes hands and sends the POST that Daraja would send, with an id that cannot exist and a failure code, so that no order can be paid. With --app-url the same POST goes to the app on this machine, and the answers are compared. With --wait it tries again until nothing is wrong: exit 0 as soon as that is so, 4 when the time is up, 1 at once where waiting mends nothing (a malformed URL). When the time is up it reports the last complete try; if the first was not done by then, what that one saw until then.',
  arguments: [{ name: '[url]', description: 'default: the callback URL of the env file' }],
  positional: ([callbackUrl]) => (callbackUrl === undefined ? {} : { callbackUrl }),
  options: [
    {
      group: 'Options',
      flags: '--wait <time>',
      description: 'try again until nothing is wrong, for at most this long: 60s, 2m',
      parse: parseTime,
    },
  ],
  examples: [
    ['mpesa-doctor probe', 'the URL of the env file'],
    ['mpesa-doctor probe https://shop.example.co.ke/mpesa/callback', 'any URL'],
    ['mpesa-doctor probe --app-url http://127.0.0.1:5000', 'compare with the app itself'],
    ['mpesa-doctor probe --app-url http://127.0.0.1:5000 --wait 60s', 'in CI, while the app starts'],
    ['mpesa-doctor probe --connect-to shop.co.ke:443:127.0.0.1:8443', 'before DNS points here'],
  ],
  load: async () => (await import('./bodies/probe.ts')).runProbe,
}
