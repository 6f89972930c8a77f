import { TunnelError } from '../errors.ts'

/** What a tunnel's program that runs already forwards. */
export interface AgentEndpoint {
  readonly provider: string
  /** Scheme and host. */
  readonly url: string
  readonly host: string
  /** Null where it is no web server, or not told. */
  readonly target: URL | null
}

export interface AgentWish {
  readonly port: number
  /** The host that it must have, where one was asked for. */
  readonly domain?: string | undefined
}

/** The endpoint that leads to the port on this machine, `https` before `http`. */
export function findEndpoint(endpoints: readonly AgentEndpoint[], wish: AgentWish): AgentEndpoint | null {
  const fitting = endpoints.filter(
    ({ target, host }) =>
      target !== null &&
      /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/.test(target.hostname) &&
      portOf(target) === wish.port &&
      (wish.domain === undefined || host === wish.domain.toLowerCase()),
  )
  return fitting.find(({ url }) => url.startsWith('https:')) ?? fitting[0] ?? null
}

/** Why there is no such endpoint; `endpoints` is undefined if no program answers at all. */
export function explainNoEndpoint(
  endpoints: readonly AgentEndpoint[] | undefined,
  { port, domain }: AgentWish,
  api: string,
): TunnelError {
  if (endpoints === undefined)
    return new TunnelError(
      'not-running',
      `Neither an ngrok agent answers at ${api} nor \`cloudflared\` on this machine`,
      {
        fix: 'start one, name its address with `--ngrok-api`, or leave `--via agent` out',
        command: `ngrok http ${port}`,
      },
    )
  const others = endpoints.filter(({ host }) => domain === undefined || host === domain.toLowerCase())
  const shown = others.map(({ host, target }) => `${host} → ${target?.host ?? 'something else'}`).join(', ')
  if (others.length === 0)
    return new TunnelError(
      'not-running',
      `An agent runs here, and holds ${domain ?? 'no tunnel'}${domain === undefined ? '' : ' not'}`,
      {
        fix: 'let it open one',
        command: `ngrok http ${port}`,
      },
    )
  const first = others.find(({ target }) => target !== null)?.target
  return new TunnelError('tunnel/wrong-port', `No tunnel of a running agent leads to port ${port}: ${shown}`, {
    fix: `let the agent forward to ${port}, or name the port to which it forwards`,
    ...(first == null ? {} : { command: `mpesa-doctor tunnel ${portOf(first)} --via agent` }),
  })
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}
