import { findSshService, type SshService } from './ssh-services.ts'

/** The ssh server that is to pass requests on, and where it is to take them. */
export interface SshDestination {
  readonly host: string
  readonly user: string | null
  /** Null leaves it to ssh and its configuration. */
  readonly port: number | null
  readonly service: SshService | null
  /** Where the server listens; null if it decides by itself, as services do. */
  readonly remote: SshRemote | null
}

export interface SshRemote {
  /** Empty for the server's own choice, which is loopback unless it is told otherwise (`GatewayPorts`). */
  readonly address: string
  /** 0: any free one. */
  readonly port: number
}

/**
 * Reads `[user@]host[:port]` or the name of a service; null if it is neither. Nothing that ssh or a shell behind its
 * `ProxyCommand` could take for something else than a name is let through.
 */
export function readSshDestination(text: string, remote: SshRemote | null = null): SshDestination | null {
  const match = /^(?:([\w.+~=][\w.+~=-]*)@)?(?:([\w][\w.-]*)|\[([0-9a-f:]+)\])(?::(\d{1,5}))?$/i.exec(text.trim())
  if (match === null) return null
  const [, user = null, name, address, port] = match
  const host = name ?? address ?? ''
  const given = port === undefined ? null : Number(port)
  if (given !== null && (given < 1 || given > 65_535)) return null
  const service = findSshService(host)
  if (service === null) return { host, user, port: given, service, remote }
  return {
    host: service.name === host.toLowerCase() ? service.host : host,
    user: user ?? service.user,
    port: given ?? service.port,
    service,
    remote,
  }
}

/** Reads `[address:]port`; null if it is none. */
export function readSshRemote(text: string): SshRemote | null {
  const match = /^(?:([\w*][\w.-]*|\*|\[[0-9a-f:]+\]):)?(\d{1,5})$/i.exec(text.trim())
  const port = Number(match?.[2])
  return match === null || port > 65_535 ? null : { address: match[1] ?? '', port }
}
