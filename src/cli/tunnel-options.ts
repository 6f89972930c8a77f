import { usageError } from '../core/errors.ts'
import type { Via } from '../tunnel/choice.ts'
import { readSshDestination, readSshRemote, type SshDestination } from '../tunnel/providers/ssh-destination.ts'
import { type Invocation, optionValue } from './command.ts'

/** What an option alone says, before anything is looked at; throws for options that contradict each other. */
export function readVia(invocation: Invocation): Via | undefined {
  const via = optionValue<Via>(invocation, 'via')
  // Other commands have options of these names, and a variable or the config file may hold theirs.
  const has = (key: string): boolean => invocation.values.get(key)?.origin.kind === 'option'
  if (via === undefined) return has('sshHost') ? 'ssh' : has('url') ? 'url' : undefined
  const idle = Object.entries(belongsTo).find(([key, { to }]) => has(key) && !to.includes(via))
  if (idle !== undefined)
    throw usageError('option-unused', `${idle[1].flag} means nothing to \`--via ${via}\``, {
      summary: `leave one of them out; it belongs to ${idle[1].to.map((name) => `\`--via ${name}\``).join(', ')}`,
    })
  return via
}

const belongsTo: Readonly<Record<string, { readonly flag: string; readonly to: readonly Via[] }>> = {
  domain: { flag: '--domain', to: ['ngrok', 'agent'] },
  sshHost: { flag: '--ssh-host', to: ['ssh'] },
  sshRemote: { flag: '--ssh-remote', to: ['ssh'] },
  url: { flag: '--url', to: ['url', 'ssh'] },
}

/** Where `--ssh-host` and `--ssh-remote` lead. */
export function requireDestination(invocation: Invocation): SshDestination {
  const host = optionValue<string>(invocation, 'sshHost')
  if (host === undefined)
    throw usageError('ssh-host-missing', 'Through which ssh server?', {
      summary:
        'name a service, `--ssh-host localhost.run` (or `pinggy`, `serveo`), or a server of your own: `--ssh-host user@host`',
    })
  const where = optionValue<string>(invocation, 'sshRemote')
  const remote = where === undefined ? null : readSshRemote(where)
  if (where !== undefined && remote === null)
    throw usageError('bad-value', `--ssh-remote \`${where}\` is not a port`, {
      summary: 'write `8080`, or `127.0.0.1:8080`',
    })
  const destination = readSshDestination(host, remote)
  if (destination !== null) return destination
  // What is no destination may be a token that slipped.
  throw usageError('bad-value', 'The value of --ssh-host is not a host', {
    summary: 'write `host`, `user@host` or `user@host:2222`',
  })
}

/** Scheme and host of `--url`; a route stands in the env file, and is kept. */
export function requireOrigin(invocation: Invocation): string {
  const text = optionValue<string>(invocation, 'url')
  if (text === undefined)
    throw usageError('url-missing', 'Which URL does your tunnel have?', { summary: 'name it: `--url https://…`' })
  const url = new URL(text)
  if (url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '')
    return url.origin
  throw usageError('bad-value', '--url is more than scheme and host', {
    summary: `write \`--url ${url.origin}\`: the route stays as the env file has it`,
  })
}
