import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding, type Finding, type FindingDetails } from '../../core/finding.ts'
import type { Listener } from '../../core/processes-port.ts'
import { portOf } from '../../probes/app-endpoints.ts'
import { isUnreached, type LocalPost } from '../../probes/local-reply.ts'
import { projectInUse } from '../../probes/project-in-use.ts'
import { isNear, nameProcess } from '../../probes/project-listeners.ts'
import { type TunnelForwarding, tunnelForwarding } from '../../probes/tunnel-forwarding.ts'
import { listenAt } from '../../stack/listen-commands.ts'
import { diagnoseReplies } from '../replies/diagnose-replies.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { tunnelCommand } from './tunnel-command.ts'

const codes = {
  'tunnel/wrong-port': {
    severity: 'error',
    title: 'The tunnel leads past the app',
    why: 'The tunnel hands requests on to one port or address, and the app listens at another; callbacks never get to it.',
    fix: 'Start the tunnel again with the port of the app',
  },
} as const

type Report = Finding<keyof typeof codes>

/** The app as it was found to answer. */
interface AnsweringApp {
  readonly post: LocalPost
  readonly url: URL
  readonly port: number
}

export const tunnelPort = defineCheck({
  id: 'tunnel-port',
  family: 'tunnel',
  title: 'The tunnel leads to the app',
  codes,
  needs: { forwarding: tunnelForwarding, project: projectInUse },
  wants: replyProbes,
  judge({ forwarding, project }, hints) {
    const { target, tried, accepting } = forwarding
    const { localReply } = hints
    const app = localReply.available ? answering(localReply.value) : undefined
    const names = project.stack.frameworks.map(({ name }) => name)
    const port = portOf(target)
    if (!tried.some((address) => accepting.includes(address))) {
      const wrong = pastTheApp(forwarding, app, (address) => listenAt(names, address, port))
      return wrong === undefined ? skip('blocked', `an app that listens on port ${port}`) : found([wrong])
    }
    if (app?.post.speaksTls === true && app.port === port && target.protocol === 'http:')
      return found([wrongScheme(forwarding, app)])
    const wrong = app === undefined || app.port === port ? undefined : somethingElse(forwarding, app, hints)
    return wrong === undefined ? pass(`${forwarding.tunnel.host} → ${target.host}`) : found([wrong])
  },
})

function answering(post: LocalPost): AnsweringApp | undefined {
  if (isUnreached(post.exchange)) return undefined
  const url = new URL(post.url)
  return { post, url, port: portOf(url) }
}

function wrong(forwarding: TunnelForwarding, message: string, details: FindingDetails): Report {
  const { tunnel, target } = forwarding
  return createFinding(codes, 'tunnel/wrong-port', message, {
    ...details,
    evidence: { tunnel: tunnel.url, forwardsTo: target.origin, ...details.evidence },
  })
}

/** Nothing accepts connections where the tunnel leads: what does, nearby? */
function pastTheApp(
  forwarding: TunnelForwarding,
  app: AnsweringApp | undefined,
  listen: (address: string) => { readonly command?: string; readonly code?: string },
): Report | undefined {
  const { target, tried, accepting, listeners = [], tunnel } = forwarding
  const port = portOf(target)
  const [only] = accepting
  const [wanted = '127.0.0.1'] = tried
  const nothing = `The tunnel leads to ${target.host}, where nothing listens`
  if (only !== undefined)
    return wrong(forwarding, `${nothing}; port ${port} is open on ${only} only`, {
      evidence: { listensOn: only, port },
      fix: { summary: `Let the app listen on ${wanted}`, ...listen(wanted) },
      why: 'The app listens on one of the two loopback addresses, and the tunnel connects to the other.',
    })
  const beyond = listeners.find(({ address, port: at }) => at === port && !isNear(address))
  if (beyond !== undefined)
    return wrong(forwarding, `${nothing}; ${nameProcess(beyond)} listens on ${beyond.address} only`, {
      evidence: { listensOn: beyond.address, port, pid: beyond.pid },
      fix: { summary: `Let the app listen on ${wanted}`, ...listen(wanted) },
    })
  const elsewhere = app === undefined ? onlyOther(listeners, port) : undefined
  const at = app?.port ?? elsewhere?.port
  if (at === undefined || at === port) return undefined
  const who = elsewhere === undefined ? 'the app' : nameProcess(elsewhere)
  return wrong(forwarding, `${nothing}; ${who} listens on ${at}`, {
    confidence: elsewhere === undefined ? 'certain' : 'likely',
    evidence: { port: at },
    fix: { summary: `Start the tunnel again with port ${at}`, command: tunnelCommand(tunnel, String(at)) },
  })
}

/** The one port on which this project listens; with several it cannot be told which is the app's. */
function onlyOther(listeners: readonly Listener[], port: number): Listener | undefined {
  const ports = new Set(listeners.map((listener) => listener.port))
  return ports.size === 1 && !ports.has(port) ? listeners[0] : undefined
}

function wrongScheme(forwarding: TunnelForwarding, { port }: AnsweringApp): Report {
  const address = `https://localhost:${port}`
  return wrong(forwarding, `The tunnel speaks http to port ${port}, and the app there speaks https`, {
    evidence: { port, speaks: 'https' },
    why: 'The tunnel reaches the port of the app, and the two do not understand each other.',
    fix: { summary: `Start the tunnel again with ${address}`, command: tunnelCommand(forwarding.tunnel, address) },
  })
}

/** Two programs listen: the tunnel's, and the app. A proxy between them is as it should be, so the answers decide. */
function somethingElse(
  forwarding: TunnelForwarding,
  { post, port }: AnsweringApp,
  hints: Parameters<typeof diagnoseReplies>[0],
): Report | undefined {
  const { target, listeners, tunnel } = forwarding
  // Where it was only guessed, the app may be what the tunnel leads to.
  if (post.origin.kind === 'detected') return undefined
  const isOurs = listeners?.some((listener) => listener.port === portOf(target)) === true
  const wasAsked = hints.publicReply?.available === true
  const isOther = diagnoseReplies(hints).some(
    ({ code, severity }) => severity === 'error' && (code === 'edge/not-your-app' || code === 'edge/default-page'),
  )
  if (wasAsked ? !isOther : isOurs) return undefined
  return wrong(forwarding, `The tunnel leads to ${target.host}, and the app listens on ${port}`, {
    severity: wasAsked ? 'error' : 'warning',
    confidence: wasAsked ? 'likely' : 'possible',
    evidence: { port },
    fix: { summary: `Start the tunnel again with port ${port}`, command: tunnelCommand(tunnel, String(port)) },
  })
}
