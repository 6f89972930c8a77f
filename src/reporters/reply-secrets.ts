import { redactText } from './json-redact.ts'
import type { RenderContext } from './reporter.ts'

const mask = '********'
const cookieHeaders: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2', 'cookie'])
const secretHeader =
  /^(?:(?:proxy-)?(?:authorization|authentication-info))$|token|secret|passw|passkey|api-?key|session|signature|csrf|xsrf/i

const secretName = String.raw`[\w.-]{0,40}(?:token|secret|passw|passkey|pwd|api[_-]?key|authorization|session|signature)[\w.-]{0,20}`
// "access_token": "…" of JSON, and 'password' => '…' of a debug page.
const quotedPair = new RegExp(
  String.raw`(["']${secretName}["']\s{0,4}(?::|=>?)\s{0,4})(["'])(?!\2)[^"'\n]{1,4096}`,
  'giu',
)
// TOKEN=… of a dump of the environment.
const assignment = new RegExp(String.raw`(\b${secretName}=)[^\s"'<>&;,]{1,4096}`, 'giu')
// <input name="csrf_token" value="…">
const formField = new RegExp(String.raw`(name=["']?${secretName}["']?\s{1,4}value=)(["']?)[^"'\s>]{1,4096}`, 'giu')

/** The value of a reply's header without what belongs to a session: of a cookie its name and attributes stay. */
export function redactHeader(name: string, value: string, context: RenderContext): string {
  if (context.showSecrets) return redactText(value, context.redact)
  const lower = name.toLowerCase()
  if (cookieHeaders.has(lower)) return redactText(maskCookie(value), context.redact)
  if (secretHeader.test(lower)) return mask
  return redactText(value, context.redact)
}

function maskCookie(value: string): string {
  const end = value.indexOf(';')
  const [pair, attributes] = end === -1 ? [value, ''] : [value.slice(0, end), value.slice(end)]
  const equals = pair.indexOf('=')
  return equals === -1 ? mask : `${pair.slice(0, equals)}=${mask}${attributes}`
}

/** Text of a reply without what it calls a token, secret, password or key. */
export function redactBody(body: string, context: RenderContext): string {
  if (context.showSecrets) return redactText(body, context.redact)
  const masked = body
    .replace(quotedPair, `$1$2${mask}`)
    .replace(assignment, `$1${mask}`)
    .replace(formField, `$1$2${mask}`)
  return redactText(masked, context.redact)
}
