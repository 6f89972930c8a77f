import { type BannerNews, type BannerReader, describeEnd, lastWords, type ProgramLine } from '../banner.ts'
import { TunnelError } from '../errors.ts'
import { readSshLine, type SshLine } from './ssh.ts'
import type { SshDestination } from './ssh-destination.ts'
import { explainSshLine, isFinal } from './ssh-errors.ts'

/**
 * Ready is a forwarding whose public URL is known: named by the service, or given by whoever knows what the server is
 * reachable as. A URL without a port takes over the one that the server chose.
 */
export function createSshReader(destination: SshDestination, given: string | null): BannerReader {
  const said: string[] = []
  let isForwarded = false
  let isReady = false
  let trouble: TunnelError | null = null

  function ready(url: string): BannerNews {
    isReady = true
    return { kind: 'ready', url }
  }

  function take(line: SshLine, isQuestion: boolean): BannerNews | null {
    if (line.kind === 'forwarded') {
      isForwarded = true
      // Which port the server chose it says in the next line.
      if (destination.remote?.port === 0 && line.port === null) return null
      return given === null || isReady ? null : ready(withPort(given, destination, line.port))
    }
    // What went wrong first is the cause of what ssh says after it; only of a refusal the last word is the full one.
    if (trouble === null || line.kind === 'not-let-in') trouble = explainSshLine(line, destination)
    return isFinal(line) || isQuestion ? { kind: 'failed', error: trouble } : null
  }

  function readUrl({ text, from, complete }: ProgramLine): BannerNews | null {
    if (given !== null || isReady || !complete) return null
    const url =
      destination.service === null ? strangerUrl(text, from, destination) : destination.service.url.exec(text)?.[0]
    return url === undefined || url === null || !URL.canParse(url) ? null : ready(new URL(url).origin)
  }

  return {
    read(line) {
      const isDebug = /^debug\d: |^OpenSSH_/.test(line.text)
      if (line.complete && !isDebug) {
        said.push(line.text)
        if (said.length > 20) said.shift()
      }
      const news = line.from === 'stderr' ? readSshLine(line.text, line.complete) : null
      return news === null ? readUrl(line) : take(news, !line.complete)
    },
    explainEnd(end) {
      if (trouble !== null) return trouble
      if (end.kind === 'not-started')
        return end.code === 'ENOENT'
          ? new TunnelError('not-installed', '`ssh` is not installed, or not on PATH', {
              fix: 'install the OpenSSH client (`openssh-client`), or use another provider',
            })
          : new TunnelError('failed', `\`ssh\` cannot be started (${end.code})`, { outlook: 'lasts' })
      const words = hide(lastWords(said), destination)
      return new TunnelError(
        'failed',
        `\`ssh\` to \`${destination.host}\` ended (${describeEnd(end)})${words === '' ? '' : `: ${words}`}`,
      )
    },
    explainSilence(limitMs) {
      const seconds = limitMs / 1_000
      if (trouble !== null) return trouble
      if (isForwarded)
        return new TunnelError(
          'failed',
          `\`${destination.host}\` forwards, and has named no public URL within ${seconds} s`,
          { fix: 'say what it is reachable as: `--url https://…`' },
        )
      return new TunnelError('timed-out', `\`ssh\` to \`${destination.host}\` came to nothing within ${seconds} s`, {
        fix: `look where it hangs: \`ssh -v ${destination.service === null ? destination.host : `-p ${destination.port} ${destination.host}`}\``,
      })
    },
  }
}

function withPort(given: string, { remote }: SshDestination, chosen: number | null): string {
  const url = new URL(given)
  if (remote?.port === 0 && chosen !== null && url.port === '') url.port = String(chosen)
  return url.origin
}

/** A service that is not known here prints its URL on standard output, alone or in a sentence, without a path. */
function strangerUrl(text: string, from: ProgramLine['from'], { host }: SshDestination): string | null {
  if (from !== 'stdout') return null
  for (const [found] of text.matchAll(/https:\/\/[\w.-]+(?::\d+)?(?:\/[^\s"'<>]*)?/g)) {
    const url = URL.canParse(found) ? new URL(found) : null
    if (url === null || url.pathname !== '/' || url.hostname === host.toLowerCase()) continue
    if (!/^(?:www|docs?|admin|dashboard|console|status|help|blog)\./.test(url.hostname)) return url.origin
  }
  return null
}

/** A user name can be a token. */
function hide(text: string, { user, service }: SshDestination): string {
  return user === null || service?.userIsToken !== true ? text : text.replaceAll(user, '[user]')
}
