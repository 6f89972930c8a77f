import { isPlaceholder } from '../daraja/placeholder.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { findTestHost, testHosts } from '../daraja/test-hosts.ts'

/** What tells a callback URL of this app that is out of date from all the other URLs of a project. */
export interface CallbackMarks {
  /** Path of the callback URL in use; undefined without one, and where it is the root of the host. */
  readonly path: string | undefined
  /** The app's name of the variable: what a line sets under it is a copy whatever its path. */
  readonly variable?: string
  /** Hosts that the env files name: what they name is not out of date. */
  readonly currentHosts: ReadonlySet<string>
}

export interface OldUrl {
  readonly url: string
  readonly host: string
  readonly isTestHost: boolean
}

const urlRest = String.raw`[^\s"'${'`'}<>{}|\\^,;()[\]]*`

/** The variable, or the field of the STK push, and the sign that gives it a value. */
function assignment({ variable }: CallbackMarks): string {
  const names = ['CallBackURL', ...(variable === undefined ? [] : [escapeRegExp(variable)])].join('|')
  return String.raw`(?<![A-Za-z0-9_])(?:${names})["'\]]{0,2}[ \t]{0,8}(?:=>|=|:)[ \t]{0,8}["'${'`'}]?`
}

/**
 * URLs whose host is one of a tunnel or an inspector, those that have the callback's path on any host, and those that a
 * line sets as the callback URL.
 */
export function oldUrlPattern(marks: CallbackMarks): string {
  const { path } = marks
  const hosts = testHosts.map(({ suffix }) => escapeRegExp(suffix)).join('|')
  const onTestHost = String.raw`(?:[a-z0-9_-]{1,63}\.){0,8}(?:${hosts})(?![\w.-])`
  const withPath = path === undefined ? '' : String.raw`|[^\s"'${'`'}<>/]{1,200}(?=${escapeRegExp(path)}(?![\w-]))`
  const assigned = String.raw`|(?<=${assignment(marks)}https?://)[^\s"'${'`'}<>/]{1,200}`
  return `https?://(?:${onTestHost}${withPath}${assigned})${urlRest}`
}

export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}

const ours = /m[-_]?pesa|daraja|safaricom|lnmo|lipa[-_]?na|stk[-_]?(?:push|callback)|CallBackURL/i
const callback = /call[-_ ]?back/i
/** Others that call back, too. */
const otherParty =
  /google|github|gitlab|facebook|twitter|apple|oauth|auth0|clerk|login|paypal|stripe|paystack|flutterwave|pesapal|intasend|slack|telegram|whatsapp|twilio|africastalking|airtel/i
/** Lists of hosts that may talk to the app: no callback URL, whatever else stands on the line. */
const hostList = /cors|csrf|allowed|trusted|origin|whitelist|allowlist/i

/**
 * The URL, if it is a callback URL for M-Pesa that leads somewhere else than the one in use. `context` is what stands
 * around it: the rest of its line, the name of its column.
 */
export function judgeOldUrl(text: string, context: string, marks: CallbackMarks): OldUrl | undefined {
  const { path, currentHosts } = marks
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed === undefined || isNowhere(parsed.hostname) || isPlaceholder(text)) return undefined
  if (currentHosts.has(parsed.hostname)) return undefined
  const isTestHost = findTestHost(parsed.hostname) !== undefined
  const around = context.replaceAll(text, ' ')
  const old: OldUrl = {
    // Without what a URL may carry besides: user names and queries can be secret.
    url: `${parsed.origin}${parsed.pathname}`,
    host: parsed.hostname,
    isTestHost,
  }
  if (isAssigned(text, context, marks)) return old
  const samePath = path !== undefined && parsed.pathname.replace(/\/$/, '') === path.replace(/\/$/, '')
  const namesUs = ours.test(parsed.pathname) || ours.test(around)
  const namesCallback = callback.test(parsed.pathname) || callback.test(around)
  const isOurs = namesUs || (namesCallback && !otherParty.test(`${parsed.pathname} ${around}`))
  if (isTestHost ? !samePath && !isOurs : !samePath || !isTelling(parsed.pathname, isOurs, namesUs, around))
    return undefined
  const isPathOurs = samePath || ours.test(parsed.pathname) || callback.test(parsed.pathname)
  if (!isPathOurs && hostList.test(around)) return undefined
  return old
}

/** Whether the line itself gives the callback URL this value. */
export function isAssigned(text: string, line: string, marks: CallbackMarks): boolean {
  const start = line.indexOf(text)
  return start !== -1 && new RegExp(`${assignment(marks)}$`, 'i').test(line.slice(0, start))
}

/** `/callback` alone is the path of many things; a longer one is hardly the same by chance. */
function isTelling(path: string, isOurs: boolean, namesUs: boolean, around: string): boolean {
  return namesUs || (isOurs && (path.split('/').length > 2 || callback.test(around)))
}

/** Hosts of this machine, of documentation, and of Safaricom itself. */
function isNowhere(host: string): boolean {
  if (!host.includes('.') || /\.(?:local|localhost|internal|test|invalid|example|lan)$/.test(host)) return true
  if (/(?:^|\.)example\.(?:com|org|net)$|(?:^|\.)safaricom\.(?:co\.ke|com)$/.test(host)) return true
  if (/^(?:your|example|placeholder|changeme|x{3,})/.test(host)) return true
  const address = classifyAddress(host)
  return address !== undefined && address !== 'public'
}
