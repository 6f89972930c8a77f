import { defineCheck, found, pass, skip } from '../../core/check.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import type { Listener } from '../../core/processes-port.ts'
import { appElsewhere } from '../../probes/app-elsewhere.ts'
import { portOf } from '../../probes/app-endpoints.ts'
import { isUnreached, type LocalPost, localReply } from '../../probes/local-reply.ts'
import { projectInUse } from '../../probes/project-in-use.ts'
import { isNear, nameProcess } from '../../probes/project-listeners.ts'
import { listenAt } from '../../stack/listen-commands.ts'
import { diagnoseReplies } from '../replies/diagnose-replies.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { findingsOf, pickReplyCodes } from '../replies/reply-codes.ts'

const codes = pickReplyCodes('app/not-listening')
const mostNamed = 3

export const appListening = defineCheck({
  id: 'app-listening',
  family: 'app',
  title: 'The app runs on this machine',
  codes,
  needs: { localReply },
  wants: { ...replyProbes, elsewhere: appElsewhere, project: projectInUse },
  judge({ localReply: post }, { elsewhere, project, ...hints }) {
    if (!isUnreached(post.exchange)) return pass(describeApp(post))
    const findings = findingsOf(codes, diagnoseReplies(hints))
    if (findings.every(({ severity }) => severity === 'info'))
      return skip('not-applicable', `an app at ${new URL(post.url).host}, where nothing listens`)
    if (!elsewhere.available) return found(findings)
    const names = project.available ? project.value.stack.frameworks.map(({ name }) => name) : []
    const listen = (address: string, port: number) => listenAt(names, address, port)
    return found(findings.map((finding) => withOthers(finding, post, elsewhere.value, listen)))
  },
})

/** "127.0.0.1:5000", "localhost:5000 (::1)", "127.0.0.1:5000, by https; found: python3 (process 7) of this folder …" */
function describeApp({ endpoint, url, speaksTls, origin }: LocalPost): string {
  const where = new URL(url).host
  const at = endpoint === null || where.includes(endpoint.address) ? where : `${where} (${endpoint.address})`
  const scheme = speaksTls === true ? ', by https' : ''
  return `${at}${scheme}${origin.kind === 'detected' ? `; ${origin.how}` : ''}`
}

/** Nothing listens where the app should be, but processes of this project listen elsewhere: they are named. */
function withOthers<F extends Finding>(
  finding: F,
  { url, origin }: LocalPost,
  listeners: readonly Listener[],
  listen: (address: string, port: number) => Pick<Fix, 'command' | 'code'>,
): F {
  const port = portOf(new URL(url))
  const beyond = listeners.find((listener) => listener.port === port && !isNear(listener.address))
  const shown = (beyond === undefined ? listeners : [beyond]).slice(0, mostNamed)
  const list = shown.map((one) => `${nameProcess(one)} of this folder listens on ${describeAddress(one)}`)
  const [first, ...others] = new Set(listeners.map((listener) => listener.port))
  const only = others.length === 0 ? first : undefined
  return {
    ...finding,
    message: `${finding.message}; ${list.join(', ')}`,
    evidence: {
      ...finding.evidence,
      listeners: shown.map(({ pid, program, address, port: at }) => ({ pid, program, address, port: at })),
    },
    ...(beyond !== undefined
      ? { fix: { summary: 'Let the app listen on 127.0.0.1, too', ...listen('127.0.0.1', port) } }
      : only !== undefined
        ? { fix: correct(origin, port, only) }
        : {}),
  }
}

function describeAddress({ address, port }: Listener): string {
  if (isNear(address)) return String(port)
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function correct(origin: LocalPost['origin'], port: number, actual: number): Fix {
  if (origin.kind === 'env-file')
    return {
      summary: `Start the app on port ${port}, or correct \`${origin.key}\` in \`${origin.file}\` to ${actual}`,
    }
  return { summary: `Start the app on port ${port}, or name where it is: \`--app-url http://127.0.0.1:${actual}\`` }
}
