import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { TunnelError } from '../tunnel/errors.ts'
import { explainNgrokError, findNgrokCode } from '../tunnel/ngrok-errors.ts'

const LOOK_LIMIT_MS = 4_000

/**
 * Says what a failure of the SDK means. The SDK's own text is never passed on where ngrok gave a code, because it echoes
 * the authtoken; where there is no code the token is cut out of it. Without a code the SDK cannot tell a machine that is
 * offline from a port that is closed, so this looks for itself.
 */
export async function toTunnelError(error: unknown, token: string, server: string): Promise<TunnelError> {
  if (error instanceof TunnelError) return error
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(token, '[authtoken]')
  const ngrokCode = errorCodeOf(error) ?? findNgrokCode(text)
  return ngrokCode === null ? await unreachable(server, text) : refusalOf(ngrokCode)
}

export function refusalOf(ngrokCode: string): TunnelError {
  const { code, meaning, fix, docs, outlook } = explainNgrokError(ngrokCode)
  return new TunnelError(
    code ?? 'failed',
    `${meaning.startsWith('ngrok ') ? meaning : `ngrok opens no tunnel: ${meaning}`} (${ngrokCode}, ${docs})`,
    {
      fix,
      ngrokCode,
      ...(outlook === undefined ? {} : { outlook }),
    },
  )
}

export function timedOut(limitMs: number): TunnelError {
  const message = `ngrok did not answer within ${limitMs / 1_000} s`
  return new TunnelError('timed-out', message, { fix: 'try again; https://status.ngrok.com tells of outages' })
}

function errorCodeOf(error: unknown): string | null {
  const code = error instanceof Error && 'errorCode' in error ? error.errorCode : null
  return typeof code === 'string' ? findNgrokCode(code) : null
}

async function unreachable(server: string, text: string): Promise<TunnelError> {
  const obstacle = await findObstacle(server)
  if (obstacle !== null) return obstacle
  const message = `\`${server}\` accepts connections, but no session came about: ${text}`
  return new TunnelError('unreachable', message, {
    fix: 'look for a proxy or virus scanner that opens TLS connections',
  })
}

/** What keeps this machine from the server (`host:port`); null if a connection can be made. */
export async function findObstacle(server: string): Promise<TunnelError | null> {
  const separator = server.lastIndexOf(':')
  const [host, port] = [server.slice(0, separator), Number(server.slice(separator + 1))]
  if (!(await isResolvable(host))) {
    const message = `\`${host}\` cannot be resolved: this machine is offline, or its DNS server does not answer`
    return new TunnelError('unreachable', message, { fix: 'check the internet connection' })
  }
  if (await acceptsConnections(host, port)) return null
  const message = `\`${host}\` accepts no connection on port ${port}: a firewall closes it, or this machine is offline`
  return new TunnelError('unreachable', message, { fix: `let connections to \`${server}\` out` })
}

async function isResolvable(host: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LOOK_LIMIT_MS)
  })
  const look = lookup(host).then(
    () => true,
    () => false,
  )
  return await Promise.race([look, limit]).finally(() => clearTimeout(timer))
}

function acceptsConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const settle = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.setTimeout(LOOK_LIMIT_MS, () => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
