import type { CommandDefinition } from '../command.ts'
import { parseAnyText } from '../parse-values.ts'

const group = 'Options'

export const tunnel: CommandDefinition = {
  name: 'tunnel',
  summary: 'open a public URL for the app and write it into the env file',
  description:
    'Opens an ngrok tunnel to the app, swaps scheme and host of MPESA_CALLBACK_URL in the env file (path and everything else stay as they are), and puts the old value back at the end. The authtoken comes from NGROK_AUTHTOKEN or the ngrok config file.',
  arguments: [{ name: '[port]', description: 'port of the app (default: PORT in the env file)' }],
  options: [
    {
      group,
      flags: '--domain <name>',
      description: 'use this ngrok domain (default: the one of your account)',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--key <name>',
      description: 'variable to rewrite (default: MPESA_CALLBACK_URL); repeatable',
      repeatable: true,
      parse: parseAnyText,
    },
    { group, flags: '--print', description: 'print NAME=URL and write nothing' },
    { group, flags: '--dry-run', description: 'show what would be written, open nothing' },
    { group, flags: '--no-write', description: 'leave the env file as it is' },
    { group, flags: '--keep', description: 'leave the new URL in the env file at the end' },
    { group, flags: '--restore', description: 'put back what a killed tunnel left behind, then stop' },
    { group, flags: '--follow-symlinks', description: 'write through an env file that is a symbolic link' },
  ],
  examples: [
    ['mpesa-doctor tunnel 5000', 'until Ctrl-C'],
    ['mpesa-doctor tunnel 5000 --dry-run', 'what would change'],
    ['mpesa-doctor tunnel --restore', 'after a crash'],
  ],
  load: async () => (await import('./bodies/tunnel.ts')).runTunnel,
}
