import { type BannerNews, type BannerReader, describeEnd, lastWords } from '../banner.ts'
import { TunnelError } from '../errors.ts'
import { type CloudflaredLine, readCloudflaredLine } from './cloudflared.ts'

const SERVICE = 'https://api.trycloudflare.com'
const TCP_FIX = {
  fix: 'let TCP connections to port 7844 out, and tell `cloudflared` to use them',
  command: 'TUNNEL_TRANSPORT_PROTOCOL=http2 mpesa-doctor tunnel --via cloudflared',
} as const

export interface CloudflaredReader extends BannerReader {
  /** True if it failed because UDP does not get out, so that TCP may. */
  readonly isQuicBlocked: boolean
}

/** Ready is a quick tunnel that has a URL and a connection: between the two Cloudflare answers 530. */
export function createCloudflaredReader(): CloudflaredReader {
  const connections = new Set<number>()
  const said: string[] = []
  let url: string | null = null
  let isReady = false
  let isQuicBlocked = false
  let refusal: TunnelError | null = null

  function update(): BannerNews | null {
    if (url === null) return null
    if (!isReady) {
      isReady = connections.size > 0
      return isReady ? { kind: 'ready', url } : null
    }
    return { kind: 'status', status: connections.size > 0 ? 'connected' : 'closed' }
  }

  function take(line: CloudflaredLine): BannerNews | null {
    switch (line.kind) {
      case 'url':
        url ??= line.url
        return isReady ? null : update()
      case 'registered':
        connections.add(line.connection)
        return update()
      case 'lost':
        return connections.delete(line.connection) ? update() : null
      case 'quic-failed':
        if (isReady || url === null) return null
        isQuicBlocked = true
        return { kind: 'failed', error: blocked() }
      default:
        // The status code may stand in one line and the failure in the next: the first tells more.
        refusal ??= refused(line)
        return null
    }
  }

  return {
    get isQuicBlocked() {
      return isQuicBlocked
    },
    read({ text, complete }) {
      if (!complete) return null
      said.push(text)
      if (said.length > 20) said.shift()
      const line = readCloudflaredLine(text)
      return line === null ? null : take(line)
    },
    explainEnd(end) {
      if (refusal !== null) return refusal
      if (end.kind === 'not-started') return notStarted(end.code)
      const words = lastWords(said)
      return new TunnelError(
        'failed',
        `\`cloudflared\` ended (${describeEnd(end)})${words === '' ? '' : `: ${words}`}`,
        {
          fix: 'run it by hand to see more: `cloudflared tunnel --url http://127.0.0.1:<port>`',
        },
      )
    },
    explainSilence(limitMs) {
      const seconds = limitMs / 1_000
      if (refusal !== null) return refusal
      if (url !== null)
        return new TunnelError(
          'unreachable',
          `Cloudflare gave a URL, but \`cloudflared\` got no connection to its servers within ${seconds} s`,
          TCP_FIX,
        )
      return new TunnelError('timed-out', `\`cloudflared\` had no URL after ${seconds} s`, {
        fix: `try again; see that ${SERVICE} can be reached from here`,
      })
    },
  }
}

function refused(line: Extract<CloudflaredLine, { kind: 'refused' | 'unreachable' }>): TunnelError {
  if (line.kind === 'unreachable')
    return new TunnelError('unreachable', `\`cloudflared\` cannot reach ${SERVICE}: ${lastWords([line.detail])}`, {
      fix: 'check the internet connection; a proxy or firewall may be in the way',
    })
  if (line.limited)
    return new TunnelError('tunnel/limit', 'Cloudflare gives this address no more quick tunnels for now (429)', {
      fix: 'wait some minutes, or go another way: `--via ssh --ssh-host localhost.run` needs no account either',
      outlook: 'passes',
    })
  const status = line.status === null ? '' : ` (status ${line.status})`
  return new TunnelError('failed', `Cloudflare gave no quick tunnel: its answer cannot be understood${status}`, {
    fix: 'try again in a minute; the service promises nothing',
  })
}

function blocked(): TunnelError {
  return new TunnelError('unreachable', 'UDP to port 7844 of Cloudflare does not get out of this network', TCP_FIX)
}

function notStarted(code: string): TunnelError {
  if (code === 'ENOENT')
    return new TunnelError('not-installed', '`cloudflared` is not installed, or not on PATH', {
      fix: 'install it: https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/downloads/',
    })
  return new TunnelError('failed', `\`cloudflared\` cannot be started (${code})`, {
    fix: 'see that it may be executed',
    outlook: 'lasts',
  })
}
