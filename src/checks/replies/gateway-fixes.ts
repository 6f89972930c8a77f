import type { Fix } from '../../core/finding.ts'
import { portOf } from '../../probes/app-endpoints.ts'
import { listenAt } from '../../stack/listen-commands.ts'
import { whoAnswered } from './answerers.ts'
import { placeOf, unnamedPath } from './fixes/place.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { Side } from './side.ts'
import type { Situation } from './situation.ts'

interface Seen {
  readonly code: ReplyCode
  readonly side: Side
}

const unreached: readonly ReplyCode[] = ['edge/bad-gateway', 'tunnel/app-down']
const elsewhere: readonly ReplyCode[] = ['edge/default-page', 'edge/not-your-app']
/** What takes longer has reached something: its address is right, in milliseconds. */
const atOnceMs = 3_000

/** Where the app of this machine answers, if it does and the fault is that the public URL does not lead there. */
function appAddress({ code, side }: Seen, { outside, inside, provider }: Situation): URL | undefined {
  if (side !== outside || inside === undefined || inside.state === 'down') return undefined
  if (unreached.includes(code) ? !isDeadEnd(side, provider) : !elsewhere.includes(code)) return undefined
  const url = new URL(inside.post.url)
  return /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|host\.docker\.internal)$/.test(url.hostname) ? url : undefined
}

/** Whether a gateway finds nobody at its address, and is one whose address the user can set. */
function isDeadEnd({ reply }: Side, provider: string | undefined): boolean {
  if (reply?.status !== 502 || reply.ms > atOnceMs) return false
  const kind = whoAnswered(reply, provider)?.kind
  return provider !== undefined || kind === undefined || kind === 'server'
}

/** Programs dial 127.0.0.1 for `localhost` or are told to, and an app on ::1 alone is not there. */
function isOnIpv6Only({ inside }: Situation): boolean {
  return inside?.post.endpoint?.address === '::1' && !new URL(inside.post.url).hostname.includes('[')
}

/** What is known of the app that the gateway does not reach. */
export function describeApp(seen: Seen, situation: Situation): string | undefined {
  const url = appAddress(seen, situation)
  if (url === undefined || !unreached.includes(seen.code)) return undefined
  if (isOnIpv6Only(situation))
    return `The app runs and listens on \`::1\` only, port ${portOf(url)}; proxies and tunnels look for it at 127.0.0.1.`
  return `The app runs: asked directly it answers at 127.0.0.1:${portOf(url)}, so that it is looked for at another place.`
}

/** Points what answers at the app that answers on this machine. */
export function gatewayFix(seen: Seen, situation: Situation): Fix | undefined {
  const url = appAddress(seen, situation)
  if (url === undefined) return undefined
  const { provider, frameworks } = situation
  const port = portOf(url)
  const app = `http://127.0.0.1:${port}`
  if (unreached.includes(seen.code) && isOnIpv6Only(situation))
    return {
      summary: 'Let the app listen on 127.0.0.1, too',
      ...listenAt(
        frameworks.flatMap(({ name }) => (name === 'PHP' || name === 'Rails' ? [] : [name])),
        '127.0.0.1',
        port,
      ),
    }
  if (provider !== undefined) return { summary: `Point the tunnel at the port of the app, ${port}` }
  const author = seen.side.reply === undefined ? undefined : whoAnswered(seen.side.reply)
  const isNginx = author?.name === 'nginx' || author?.name === 'OpenResty'
  if (unreached.includes(seen.code))
    return isNginx
      ? {
          summary: 'Where nginx runs on this machine too, send it to the port on which the app answers',
          code: `proxy_pass ${app};`,
        }
      : { summary: `Where the proxy runs on this machine too, send it to the port on which the app answers: ${app}` }
  if (!isNginx) return undefined
  return {
    summary: 'Where nginx runs on this machine too, hand the callback to the app: put this into its `server`',
    code: `location ${folderOf(new URL(seen.side.post.url))} { proxy_pass ${app}; }`,
  }
}

/** "/api/payments/": the paths beside the callback's go with it; at the root only its own. */
function folderOf(url: URL): string {
  const { path } = placeOf(url)
  const folder = path.replace(/[^/]*\/?$/, '')
  return path === unnamedPath || folder === '/' ? `= ${path}` : folder
}
