import { sameText } from './acknowledgement.ts'
import type { Classified } from './classify-reply.ts'
import type { Situation } from './diagnose-replies.ts'
import { isAboutUnknownPayment } from './refine.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { Report } from './reply-finding.ts'
import type { Side } from './side.ts'
import { variantOf } from './side.ts'

/** What it means that only the public URL refuses in this way while the app accepts. */
const whenAppAccepts: Partial<Readonly<Record<ReplyCode, ReplyCode>>> = {
  'app/auth-required': 'edge/waf-block',
  'app/rate-limited': 'edge/rate-limited',
  'app/html-reply': 'edge/not-your-app',
  'app/body-not-parsed': 'edge/not-your-app',
}

/** What an answer that could come from either means if the app gives it, too. */
const whenAppAgrees: Partial<Readonly<Record<ReplyCode, ReplyCode>>> = {
  'edge/rate-limited': 'app/rate-limited',
  'edge/body-rejected': 'app/body-not-parsed',
  'edge/timeout': 'app/slow-ack',
  'edge/connection-closed': 'app/server-error',
  'edge/bad-gateway': 'app/server-error',
}

const isInFront = (code: ReplyCode): boolean => code.startsWith('edge/') || code.startsWith('tunnel/')

/** Faults that the two sides show, each once. */
export function compareReplies(situation: Situation): readonly Report[] {
  const { outside, inside } = situation
  if (outside === undefined) return inside === undefined ? [] : judgeInside(inside, situation)
  if (outside.state === 'accepted') return judgeAccepted(outside, situation)
  if (inside === undefined) return [judgeAlone(outside)]
  if (inside.state === 'accepted') return [judgeOutsideOnly(outside, inside)]
  if (inside.state === 'down') return judgeAppDown(outside, inside, situation)
  if (agree(outside, inside)) return [judgeAgreed(outside, inside)]
  return [...judgeDifferent(outside, inside), ...judgeInside(inside, situation)]
}

/** The public URL takes the callback. */
function judgeAccepted(outside: Side, situation: Situation): readonly Report[] {
  const { inside, provider } = situation
  if (inside === undefined) return []
  if (inside.state === 'down') return [notListening(inside, situation.isAppNamed ? 'error' : 'info')]
  // A tunnel ends on this machine; another host may well run another version.
  const mustBeSame = provider !== undefined
  if (inside.state === 'accepted') {
    if (outside.reply === undefined || inside.reply === undefined || sameShape(outside, inside)) return []
    if (outside.reply.isPage && everyPathGets(outside)) return [{ side: outside, code: 'edge/default-page' }]
    return [notYourApp(outside, mustBeSame || outside.reply.isPage !== inside.reply.isPage)]
  }
  if (mustBeSame) return [notYourApp(outside, true)]
  return judgeInside(inside, situation).map((report) =>
    situation.isAppNamed ? report : { ...report, severity: 'info' },
  )
}

/** Only the public URL was seen, so who answered is known by marks alone. */
function judgeAlone(outside: Side): Report {
  if (outside.classified === undefined) return brokenOutside(outside)
  return fromClassified(outside, outside.classified)
}

function judgeOutsideOnly(outside: Side, inside: Side): Report {
  const { classified, reply } = outside
  if (classified === undefined || reply === undefined) return brokenOutside(outside)
  if (isInFront(classified.code)) return fromClassified(outside, { ...classified, confidence: 'certain' })
  if (reply.status >= 300 && reply.status < 400)
    return { ...fromClassified(outside, classified), code: 'edge/login-wall' }
  if (reply.status === 401) return { side: outside, code: 'edge/login-wall', confidence: 'likely' }
  if (isDefaultPage(outside)) return { side: outside, code: 'edge/default-page', confidence: 'likely' }
  if (reply.status === 503) return { side: outside, code: 'edge/bad-gateway', confidence: 'likely' }
  const code = whenAppAccepts[classified.code] ?? 'edge/not-your-app'
  const status = inside.reply === undefined ? '' : `, while the app itself answers ${inside.reply.status}`
  return {
    side: outside,
    code,
    confidence: 'likely',
    ...(code === 'edge/not-your-app' && { why: `The public URL answers ${reply.status} to the same POST${status}.` }),
  }
}

function judgeAppDown(outside: Side, inside: Side, situation: Situation): readonly Report[] {
  const seenOutside = judgeAlone(outside)
  const isConsequence = isInFront(seenOutside.code)
  const severity = situation.isAppNamed || isConsequence || situation.provider !== undefined ? 'error' : 'info'
  if (isConsequence || situation.provider === undefined) return [seenOutside, notListening(inside, severity)]
  // A tunnel ends on this machine, so what answers through it is something else than the app.
  return [{ side: outside, code: 'edge/not-your-app', confidence: 'likely' }, notListening(inside, severity)]
}

function judgeAgreed(outside: Side, inside: Side): Report {
  if (inside.state === 'silent') return { side: inside, code: 'app/slow-ack', severity: 'error' }
  const { classified } = inside
  if (classified === undefined) return brokenInside(inside)
  const code = whenAppAgrees[classified.code] ?? classified.code
  // A redirect is shown as the public meets it.
  const side = isInFront(code) && outside.classified?.code === code ? outside : inside
  return { ...fromClassified(side, side.classified ?? classified), code }
}

/** Both refuse, each in its own way. */
function judgeDifferent(outside: Side, inside: Side): readonly Report[] {
  const { classified, reply } = outside
  if (classified === undefined || reply === undefined) return [brokenOutside(outside)]
  if (isInFront(classified.code)) return [fromClassified(outside, classified)]
  const status = inside.reply === undefined ? inside.state : String(inside.reply.status)
  const why = `The public URL answers ${reply.status} to the same POST, the app itself ${status}.`
  return [{ side: outside, code: 'edge/not-your-app', confidence: 'possible', why }]
}

/** Only the app was seen, or it has a fault of its own. */
function judgeInside(inside: Side, situation: Situation): readonly Report[] {
  if (inside.state === 'accepted') return []
  if (inside.state === 'down') return [notListening(inside, 'error')]
  if (inside.state === 'silent') return [{ side: inside, code: 'app/slow-ack', severity: 'error' }]
  const { classified } = inside
  if (classified === undefined) return [brokenInside(inside)]
  const code = whenAppAgrees[classified.code] ?? classified.code
  // What stands before the app is judged where Safaricom meets it.
  if (isInFront(code) && situation.outside !== undefined) return []
  return [{ ...fromClassified(inside, classified), code }]
}

function agree(outside: Side, inside: Side): boolean {
  if (outside.state !== inside.state) return false
  if (outside.state !== 'refused') return true
  const [a, b] = [outside.classified, inside.classified]
  if (a?.code === b?.code) return true
  // A mark of somebody else's outweighs the same status.
  const isMarked = a?.by !== undefined && isInFront(a.code)
  return !isMarked && outside.reply?.status === inside.reply?.status
}

function fromClassified(side: Side, classified: Classified): Report {
  const isMild =
    side.reply !== undefined && isAboutUnknownPayment(classified, side.reply, new URL(side.post.url).pathname)
  return { side, ...classified, ...(isMild && { severity: 'warning' }) }
}

function brokenOutside(side: Side): Report {
  return { side, code: side.state === 'silent' ? 'edge/timeout' : 'edge/connection-closed' }
}

function brokenInside(side: Side): Report {
  return {
    side,
    code: 'app/server-error',
    confidence: 'likely',
    why: 'The app ends the connection in place of an answer.',
  }
}

function notListening(side: Side, severity: 'error' | 'info'): Report {
  return { side, code: 'app/not-listening', severity }
}

function notYourApp(side: Side, isCertain: boolean): Report {
  return {
    side,
    code: 'edge/not-your-app',
    severity: isCertain ? 'error' : 'warning',
    confidence: isCertain ? 'likely' : 'possible',
  }
}

/** The page that a web server without an app has for every path. */
function isDefaultPage(side: Side): boolean {
  if (side.reply === undefined || !side.reply.isPage) return false
  const isServerPage = /<center>(?:nginx|openresty)|<address>Apache|Microsoft-IIS|LiteSpeed/i.test(side.reply.body)
  return isServerPage && everyPathGets(side)
}

/** Whether a path that does not exist was answered in the same way. */
function everyPathGets(side: Side): boolean {
  const sibling = variantOf(side, 'sibling')
  if (side.reply === undefined || sibling === undefined) return false
  return sibling.status === side.reply.status && sameText(sibling.body, side.reply.body)
}

/** Whether two accepted replies can be the same code's: both pages or neither, and JSON with the same keys. */
function sameShape({ reply: a }: Side, { reply: b }: Side): boolean {
  if (a === undefined || b === undefined) return true
  if (a.isPage !== b.isPage) return false
  const keys = (json: object | undefined) => (json === undefined ? 'none' : Object.keys(json).sort().join())
  return keys(a.json) === keys(b.json)
}
