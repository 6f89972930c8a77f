import type { SshDestination } from './ssh-destination.ts'

/**
 * Arguments of OpenSSH's client. It never asks anything, ends when the forwarding is refused, and notices within a minute
 * that the other side is gone.
 */
export function sshArguments(
  destination: SshDestination,
  target: string,
  { platform, isUrlGiven }: { readonly platform: string; readonly isUrlGiven: boolean },
): readonly string[] {
  const { host, user, port, service } = destination
  const options = [
    'ExitOnForwardFailure=yes',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    'ConnectTimeout=15',
    // A connection that is shared with other sessions would outlive this one, and the tunnel with it.
    'ControlMaster=no',
    'ControlPath=none',
    'ForwardAgent=no',
    'ForwardX11=no',
    'PermitLocalCommand=no',
    ...(service === null || platform === 'win32' ? ['BatchMode=yes'] : ['BatchMode=no', 'NumberOfPasswordPrompts=1']),
    // A public service is met for the first time; whose server it is matters more where it is one's own.
    ...(service === null ? [] : ['StrictHostKeyChecking=accept-new']),
  ]
  return [
    '-T',
    // Only there does it tell that the server has accepted the forwarding.
    ...(service === null ? ['-v'] : []),
    // A service tells its URL to a session; where it is known none is needed.
    ...(isUrlGiven ? ['-N'] : []),
    ...options.flatMap((option) => ['-o', option]),
    ...(port === null ? [] : ['-p', String(port)]),
    '-R',
    forwarding(destination, target),
    '--',
    user === null ? host : `${user}@${host}`,
  ]
}

/** Services that want a password are content with an empty one; `true` prints just that. */
export function sshEnvironment(
  { service }: SshDestination,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return service === null ? variables : { ...variables, SSH_ASKPASS: 'true', SSH_ASKPASS_REQUIRE: 'force' }
}

function forwarding({ service, remote }: SshDestination, target: string): string {
  const { hostname, port, protocol } = new URL(target)
  const local = `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
  if (remote !== null) return `${remote.address === '' ? '' : `${remote.address}:`}${remote.port}:${local}`
  return `${service?.remotePort ?? 80}:${local}`
}

export type SshLine =
  /** The server listens, on that port if it was to choose one. */
  | { readonly kind: 'forwarded'; readonly port: number | null }
  | { readonly kind: 'forwarding-refused'; readonly listen: string }
  | { readonly kind: 'unresolvable' }
  | { readonly kind: 'unconnected'; readonly port: string; readonly reason: string }
  | { readonly kind: 'not-let-in'; readonly methods: string }
  | { readonly kind: 'host-key'; readonly changed: boolean }
  | { readonly kind: 'bad-option'; readonly detail: string }
  | { readonly kind: 'cut'; readonly detail: string }

const rows: readonly (readonly [pattern: RegExp, meaning: (match: RegExpExecArray) => SshLine])[] = [
  [/^(?:debug1: )?remote forward success for: listen/, () => ({ kind: 'forwarded', port: null })],
  [/^Allocated port (\d+) for remote forward/, ([, port]) => ({ kind: 'forwarded', port: Number(port) })],
  [
    /remote port forwarding failed for listen (?:port|path) (\S+)/,
    ([, listen = '']) => ({ kind: 'forwarding-refused', listen }),
  ],
  [
    /^ssh: Could not resolve hostname|: (?:Name or service not known|nodename nor servname provided)/,
    () => ({ kind: 'unresolvable' }),
  ],
  [
    /^ssh: connect to host \S+ port (\d+): (.+)$/,
    ([, port = '', reason = '']) => ({ kind: 'unconnected', port, reason }),
  ],
  [
    /Permission denied \(([^)]*)\)|Permission denied, please try again/,
    ([, methods = '']) => ({ kind: 'not-let-in', methods }),
  ],
  [/Too many authentication failures/, () => ({ kind: 'not-let-in', methods: '' })],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for \S+ has changed/, () => ({ kind: 'host-key', changed: true })],
  [/Host key verification failed|No \S+ host key is known for/, () => ({ kind: 'host-key', changed: false })],
  [
    /Bad configuration option|unknown option|Unsupported option|unsupported option/,
    ({ input }) => ({ kind: 'bad-option', detail: input }),
  ],
  [
    /Connection (?:to \S+ )?closed by|Connection reset by|Timeout, server \S+ not responding|client_loop: send disconnect|Connection timed out during banner exchange|kex_exchange_identification|packet_write_wait|Broken pipe/,
    ({ input }) => ({ kind: 'cut', detail: input }),
  ],
]

const question = /continue connecting \(yes\/no/
const password = /(?:password|passphrase for key [^:]*|verification code): ?$/i

/** What a line of OpenSSH's own on standard error says; null if it is of no interest. */
export function readSshLine(text: string, complete: boolean): SshLine | null {
  // A question has no end of line, and nobody will answer it.
  if (question.test(text)) return { kind: 'host-key', changed: false }
  if (!complete) return password.test(text) ? { kind: 'not-let-in', methods: 'password' } : null
  for (const [pattern, meaning] of rows) {
    const match = pattern.exec(text)
    if (match !== null) return meaning(match)
  }
  return null
}
