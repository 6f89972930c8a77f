/** A public service that gives a URL to whoever forwards a port to it through ssh. */
export interface SshService {
  readonly name: string
  /** Its ssh servers are this host and those below it. */
  readonly domain: string
  /** The host to which the name alone leads. */
  readonly host: string
  readonly port: number
  readonly user: string | null
  /** What is to be forwarded there; the service ignores it or means a kind of tunnel by it. */
  readonly remotePort: number
  /** Finds the URL in a line of its greeting. */
  readonly url: RegExp
  /** A user name is the token of a paid account. */
  readonly userIsToken: boolean
  /** What is odd about it, for `tunnel` to say. */
  readonly limits: string
}

const label = '[a-z0-9-]+'

export const sshServices: readonly SshService[] = [
  {
    // https://pinggy.io/docs/usages/: without a terminal it prints the URLs, and an empty password does.
    name: 'pinggy',
    domain: 'pinggy.io',
    host: 'a.pinggy.io',
    port: 443,
    user: null,
    remotePort: 0,
    url: new RegExp(
      `https://(?!dashboard\\.)${label}(?:\\.${label})*\\.pinggy(?:-free)?\\.(?:link|io|online|net)(?![\\w.-])`,
    ),
    userIsToken: true,
    limits: 'without an account the URL lives for 60 minutes, then there is another',
  },
  {
    // https://localhost.run/docs/: the line that names the host also names its URL, a domain of one's own too.
    name: 'localhost.run',
    domain: 'localhost.run',
    host: 'localhost.run',
    port: 22,
    user: 'nokey',
    remotePort: 80,
    url: /(?<=tunneled with tls termination, )https:\/\/[a-z0-9.-]+/,
    userIsToken: false,
    limits: 'without an account the URL changes after some hours',
  },
  {
    // https://serveo.net/
    name: 'serveo',
    domain: 'serveo.net',
    host: 'serveo.net',
    port: 22,
    user: null,
    remotePort: 80,
    url: /(?<=Forwarding HTTP traffic from )https:\/\/[a-z0-9.-]+/,
    userIsToken: false,
    limits: 'a small service that promises nothing',
  },
]

export function findSshService(host: string): SshService | null {
  const name = host.toLowerCase()
  return (
    sshServices.find(
      (service) => [service.name, service.domain].includes(name) || name.endsWith(`.${service.domain}`),
    ) ?? null
  )
}
