import type { CommandDefinition } from '../command.ts'
import { parseAnyText, parseOneOf, parseWebUrl } from '../parse-values.ts'
import { storeOption } from '../store-option.ts'
import { uiOptions } from '../ui-options.ts'

const group = 'Options'

export const tunnel: CommandDefinition = {
  name: 'tunnel',
  summary: 'open a public URL for the app and write it into the env file',
  description:
    'Opens a tunnel to the app (or adopts one that leads to it already), swaps scheme and host of MPESA_CALLBACK_URL in the env file (path and everything else stay as they are), and puts the old value back at the end. It is ready when a request to the public URL has come back; what comes through is shown and kept, see `events` and `replay`. A command behind `--` is run with the URL in its environment, and no file is touched. Without --via: an agent that runs already, else ngrok if there is an authtoken (NGROK_AUTHTOKEN or the ngrok config file), else cloudflared if it is installed.',
  arguments: [
    { name: '[port]', description: 'port of the app (default: PORT in the env file, what listens in this folder)' },
  ],
  options: [
    {
      group,
      flags: '--via <provider>',
      description: 'ngrok, agent (one that runs already), cloudflared, ssh, url (a tunnel of your own)',
      parse: parseOneOf('ngrok', 'agent', 'cloudflared', 'ssh', 'url'),
    },
    {
      group,
      flags: '--domain <name>',
      description: 'use this ngrok domain (default: the one of your account)',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--ssh-host <host>',
      description: 'localhost.run, pinggy, serveo, or a server of your own: user@host:22',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--ssh-remote <port>',
      description: 'port, or address:port, on which your own ssh server listens for the tunnel',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--url <url>',
      description: 'what your own tunnel or ssh server is reachable as',
      parse: parseWebUrl,
    },
    {
      group,
      flags: '--key <name>',
      description:
        'variable to rewrite (default: MPESA_CALLBACK_URL and the other URLs that Safaricom calls); repeatable',
      repeatable: true,
      parse: parseAnyText,
    },
    { group, flags: '--print', description: 'print NAME=URL and write nothing' },
    { group, flags: '--dry-run', description: 'show what would be written, open nothing' },
    { group, flags: '--no-write', description: 'leave the env file as it is' },
    { group, flags: '--keep', description: 'leave the new URL in the env file at the end' },
    { group, flags: '--restore', description: 'put back what a killed tunnel left behind, then stop' },
    { group, flags: '--no-record', description: 'show callbacks, keep none of them in `.mpesa-doctor/inbox`' },
    storeOption,
    { group, flags: '--raw', description: 'keep phone numbers and secrets of callbacks as they are' },
    ...uiOptions,
    {
      group,
      flags: '--ready-file <path>',
      description: 'write this file when the tunnel can be used, remove it at the end',
      parse: parseAnyText,
    },
    { group, flags: '--follow-symlinks', description: 'write through an env file that is a symbolic link' },
  ],
  runsProgram: true,
  examples: [
    ['mpesa-doctor tunnel 5000', 'until Ctrl-C'],
    ['mpesa-doctor tunnel 5000 -- flask run', 'runs the app with the URL, touches no file'],
    ['mpesa-doctor tunnel 5000 --ui', 'see callbacks in the browser, too'],
    ['mpesa-doctor tunnel 5000 --via cloudflared', 'without an account'],
    ['mpesa-doctor tunnel 5000 --dry-run', 'what would change'],
    ['mpesa-doctor tunnel --restore', 'after a crash'],
  ],
  load: async () => (await import('./bodies/tunnel.ts')).runTunnel,
}
