import { diagnoseReplies } from '../checks/replies/diagnose-replies.ts'
import { judgeRecordedAnswer } from '../checks/replies/judge-recorded.ts'
import type { Finding } from '../core/finding.ts'
import type { HttpExchange, HttpReply } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import { observed } from '../core/probe.ts'
import { describeAnswer } from '../inbox/describe-event.ts'
import { makeQuestionPath, ownHeader } from '../inbox/own-request.ts'
import { portOf } from '../probes/app-endpoints.ts'
import { defaultBudgetMs, probeCallback } from '../probes/callback-post.ts'
import { findConnectTo } from '../probes/connect-to.ts'
import { createGiveUp } from '../tunnel/give-up.ts'
import { explainNgrokError } from '../tunnel/ngrok-errors.ts'
import { failedTrip, ngrokCodeOf, type RoundTrip, tryRoundTrip, whyFailed } from '../tunnel/round-trip.ts'
import type { Invocation } from './command.ts'
import { observeOnce } from './observe-once.ts'
import type { Between } from './tunnel-between.ts'

type Sender = Pick<Invocation, 'ports' | 'settings'>

/** One round trip now. Without an inbox behind the tunnel all that can be seen is whether anybody holds the URL. */
export async function beatOnce(
  { ports, settings }: Sender,
  origin: string,
  between: Between | null,
  signal: AbortSignal,
): Promise<RoundTrip> {
  if (between === null) {
    const exchange = await knock({ ports, settings }, origin, signal)
    return exchange.kind === 'reply' && isHeld(exchange)
      ? { kind: 'proven', ms: Math.round(exchange.timings.totalMs) }
      : failedTrip(exchange)
  }
  const common = { ...(await pathTo({ ports, settings }, origin, signal)), limitMs: limitOf(settings), signal }
  return tryRoundTrip(ports.http, { origin, echo: between.echo, ...common })
}

/** Sees who answers at a URL; an inbox of ours keeps nothing of it. */
async function knock({ ports, settings }: Sender, origin: string, signal: AbortSignal): Promise<HttpExchange> {
  return ports.http.exchange({
    method: 'HEAD',
    url: `${origin}${makeQuestionPath(ports.random.hex(32))}`,
    headers: [['User-Agent', 'mpesa-doctor']],
    verifyCertificate: false,
    maxBodyBytes: 4_096,
    ...(await pathTo({ ports, settings }, origin, signal)),
    limitMs: limitOf(settings),
    signal,
  })
}

/** Why nobody behind the URL is reached, as a clause; null if somebody answers, or an app that cannot be told apart. */
export async function gatewayTrouble(sender: Sender, origin: string, signal: AbortSignal): Promise<string | null> {
  const exchange = await knock(sender, origin, signal)
  if (exchange.kind !== 'reply') return whyFailed(exchange)
  // 502 to 504 are what a gateway says of its app; 520 to 530 are Cloudflare's own.
  const isGateway = (exchange.status > 501 && exchange.status < 505) || (exchange.status > 519 && exchange.status < 531)
  return isGateway ? `a server in between answered ${exchange.status} in place of the app` : null
}

/** Whether somebody holds the URL; what stands behind it is the next question. */
function isHeld(reply: HttpReply): boolean {
  const ngrokCode = ngrokCodeOf(reply)
  if (ngrokCode === null) return reply.status !== 530
  const { code } = explainNgrokError(ngrokCode)
  return code === null || code === 'tunnel/app-down' || code === 'tunnel/interstitial'
}

/**
 * Tries until it is proven or aborted; says why it is not, where that goes on. Rejects with the signal's reason, or with
 * the `TunnelError` that trying on cannot mend.
 */
export async function proveRoundTrip(
  invocation: Sender,
  originNow: () => string,
  between: Between | null,
  tellWhyNot: (why: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const { clock } = invocation.ports
  const startedMs = clock.monotonicMs()
  const giveUp = createGiveUp(clock)
  let told = ''
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    const result = await beatOnce(invocation, originNow(), between, signal)
    signal.throwIfAborted()
    if (result.kind === 'proven') return result.ms
    if (result.error !== undefined && giveUp.isHopeless(result.error)) throw result.error
    // New names take a moment to be known; that is nothing to worry anybody with.
    if (clock.monotonicMs() - startedMs >= 3_000 && result.why !== told) {
      tellWhyNot(result.why)
      told = result.why
    }
    await clock.sleep(pauseMs, signal)
  }
}

export type AppAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly ms: number; readonly findings: readonly Finding[] }
  /** `why` is a clause; `wasAsked` is whether a callback was sent at all. */
  | { readonly kind: 'none'; readonly why: string; readonly isDown: boolean; readonly wasAsked: boolean }

/** Sends a callback that can settle nothing to the public URL, and sees what the app makes of it. */
export async function askApp(
  invocation: Invocation,
  url: string,
  between: Between | null,
  signal: AbortSignal,
): Promise<AppAnswer> {
  const { ports, settings } = invocation
  const callback = await observeOnce(invocation, probeCallback)
  if (!callback.available) return { kind: 'none', why: callback.reason, isDown: false, wasAsked: false }
  const { headers, body, checkoutRequestId } = callback.value
  const own = between?.expectOwn(checkoutRequestId)
  const { origin } = new URL(url)
  const path = await pathTo(invocation, origin, signal)
  const budgetMs = limitOf(settings)
  const exchange = await ports.http.exchange({
    method: 'POST',
    url,
    // Behind a tunnel that is not ours there may be an inbox that is.
    headers: between === null ? [...headers, ownHeader] : headers,
    body,
    verifyCertificate: false,
    maxBodyBytes: 65_536,
    ...path,
    limitMs: budgetMs,
    signal,
  })
  const event = own?.event ?? null
  if (event?.answer?.kind === 'no-answer')
    return {
      kind: 'none',
      why: describeAnswer(event.answer, event.request).replace(/^\d+ |;.*$/g, ''),
      isDown: event.answer.reason === 'app-down',
      wasAsked: true,
    }
  if (event?.answer?.kind === 'answer') {
    const { status, ms } = event.answer
    return { kind: 'answer', status, ms, findings: judgeRecordedAnswer(event) }
  }
  const endpoint = path.connectTo ?? null
  const publicReply = observed({ url, checkoutRequestId, endpoint, budgetMs, exchange })
  const findings = diagnoseReplies({ publicReply }).filter(({ severity }) => severity !== 'info')
  const inItsPlace = exchange.kind === 'reply' ? findInItsPlace(exchange, findings) : undefined
  if (exchange.kind === 'reply' && inItsPlace !== undefined)
    return {
      kind: 'none',
      why: `a server in between answered ${exchange.status} in place of the app (${inItsPlace.code})`,
      isDown: inItsPlace.code === 'tunnel/app-down',
      wasAsked: true,
    }
  if (exchange.kind === 'reply')
    return { kind: 'answer', status: exchange.status, ms: Math.round(exchange.timings.totalMs), findings }
  return { kind: 'none', why: findings[0]?.message ?? whyFailed(exchange), isDown: false, wasAsked: true }
}

/** What shows that the answer is none of the app's: an error of the tunnel, or of a gateway in front of the app. */
function findInItsPlace({ status }: HttpReply, findings: readonly Finding[]): Finding | undefined {
  return findings.find(
    ({ code, severity }) =>
      severity === 'error' && (code.startsWith('tunnel/') || (code.startsWith('edge/') && status >= 500)),
  )
}

function limitOf(settings: Invocation['settings']): number {
  return settings.get('budget')?.value ?? defaultBudgetMs
}

/** As every command connects: `--connect-to`, `--dns-server`, `--cacert`. */
async function pathTo(
  { ports, settings }: Sender,
  origin: string,
  signal: AbortSignal,
): Promise<{ readonly connectTo?: Endpoint; readonly extraTrust?: string }> {
  const url = new URL(origin)
  const extraTrust = settings.get('cacert')?.value.pem
  const trust = extraTrust === undefined ? {} : { extraTrust }
  const rule = findConnectTo(settings.get('connectTo')?.value ?? [], url.hostname, portOf(url))
  if (rule !== undefined) return { connectTo: { address: rule.host, port: rule.port }, ...trust }
  const servers = settings.get('dnsServer')?.value ?? []
  if (servers.length === 0) return trust
  const answer = await ports.dns.resolve(url.hostname, { servers, limitMs: 5_000, signal })
  const address = answer.kind === 'addresses' ? answer.addresses[0]?.address : undefined
  return address === undefined ? trust : { connectTo: { address, port: portOf(url) }, ...trust }
}
