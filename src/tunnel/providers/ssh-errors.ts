import { lastWords } from '../banner.ts'
import { TunnelError } from '../errors.ts'
import type { SshLine } from './ssh.ts'
import type { SshDestination } from './ssh-destination.ts'

type SshTrouble = Exclude<SshLine, { kind: 'forwarded' }>

/** Whether ssh gets no further after such a line; everything else is left to its end, which tells more. */
export function isFinal({ kind }: SshTrouble): boolean {
  return kind === 'host-key' || kind === 'forwarding-refused'
}

/** What a line of ssh's about a failure means. Of the user name nothing is told, for services take tokens there. */
export function explainSshLine(line: SshTrouble, destination: SshDestination): TunnelError {
  const host = `\`${destination.host}\``
  switch (line.kind) {
    case 'unresolvable':
      return new TunnelError('unreachable', `${host} cannot be resolved: no such name, or this machine is offline`, {
        fix: 'compare the name, and check the internet connection',
      })
    case 'unconnected':
      return new TunnelError('unreachable', `${host} takes no connection on port ${line.port}: ${line.reason}`, {
        fix: 'a firewall may close the port, or ssh listens on another: `--ssh-host host:port`',
      })
    case 'not-let-in':
      return notLetIn(line.methods, destination)
    case 'host-key':
      return hostKey(line.changed, destination)
    case 'forwarding-refused':
      return new TunnelError(
        'failed',
        `${host} does not listen on ${line.listen} for this tunnel: the port is taken, or forwarding is not allowed`,
        {
          fix: 'choose another port with `--ssh-remote`, and see `AllowTcpForwarding` and `PermitListen` in its sshd_config',
        },
      )
    case 'bad-option':
      return new TunnelError('outdated', `This \`ssh\` is too old: ${lastWords([line.detail])}`, {
        fix: 'update the OpenSSH client',
      })
    case 'cut':
      return new TunnelError('unreachable', `The connection to ${host} was cut`, {
        fix: 'try again; see that the network lets ssh through',
      })
  }
}

function notLetIn(methods: string, destination: SshDestination): TunnelError {
  const { host, service } = destination
  const offered = methods === '' ? '' : ` (it takes: ${methods})`
  if (service !== null)
    return new TunnelError('tunnel/auth-failed', `${service.name} does not let this machine in${offered}`, {
      fix: 'make a key once, which some services want: `ssh-keygen -t ed25519`; a token may be wrong',
    })
  return new TunnelError('tunnel/auth-failed', `\`${host}\` does not let this user in without a question${offered}`, {
    fix: 'let ssh log in with a key: `ssh-copy-id`, and `ssh-add` for a key with a passphrase',
    command: `ssh-copy-id ${addressOf(destination)}`,
  })
}

function hostKey(changed: boolean, destination: SshDestination): TunnelError {
  const { host, port } = destination
  if (changed)
    return new TunnelError(
      'host-key',
      `\`${host}\` shows another key than before: it was set up anew, or it is not itself`,
      {
        fix: 'ask who runs it; then forget the old key',
        command: `ssh-keygen -R ${port === null || port === 22 ? host : `[${host}]:${port}`}`,
      },
    )
  return new TunnelError('host-key', `The key of \`${host}\` was never accepted here`, {
    fix: 'connect once by hand and compare the fingerprint',
    command: `ssh ${addressOf(destination)}`,
  })
}

/** As ssh's own programs are told it; without a user who may be a token. */
function addressOf({ host, user, port, service }: SshDestination): string {
  const isTold = user !== null && service?.userIsToken !== true
  return `${port === null || port === 22 ? '' : `-p ${port} `}${isTold ? `${user}@` : ''}${host}`
}
