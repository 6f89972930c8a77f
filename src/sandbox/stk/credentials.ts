import type { JsonObject } from '../../core/json.ts'
import { makePassword } from '../../daraja/password.ts'
import { badRequest, errorReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { shortcodeOf, textOf, timestampOf } from '../fields.ts'
import type { SandboxSettings } from '../world.ts'

/** Safaricom publishes both for everybody's tests. */
export const sandboxShortcode = '174379'
export const sandboxPasskey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'

/** The shortcode of a request whose form is good; else the answer. */
export function readShortcode(body: JsonObject, requestId: string): string | SandboxReply {
  return shortcodeOf(body.BusinessShortCode) ?? badRequest(requestId, 'BusinessShortCode')
}

/** Password and Timestamp by their form alone; undefined if it is good. */
export function refuseForm(body: JsonObject, requestId: string): SandboxReply | undefined {
  if (textOf(body.Password) === undefined) return badRequest(requestId, 'Password')
  return timestampOf(body.Timestamp) === undefined ? badRequest(requestId, 'Timestamp') : undefined
}

/** The password of well formed fields against the passkey of the shortcode; undefined if it is right. */
export function refuseCredentials(
  shortcode: string,
  body: JsonObject,
  settings: SandboxSettings,
  requestId: string,
): SandboxReply | undefined {
  const timestamp = textOf(body.Timestamp) ?? ''
  const password = textOf(body.Password) ?? ''
  const passkey = settings.passkeys[shortcode] ?? (shortcode === sandboxShortcode ? sandboxPasskey : undefined)
  if (passkey === undefined && !isTestShortcode(shortcode) && !settings.lenient)
    return errorReply(requestId, '500.001.1001', 'Merchant does not exist')
  const isRight =
    passkey === undefined
      ? hasForm(password, shortcode, timestamp)
      : password === makePassword(shortcode, passkey, timestamp)
  return isRight ? undefined : errorReply(requestId, '500.001.1001', 'Wrong credentials')
}

/** The portal gives one of these to each app; their passkeys are known to nobody else. */
function isTestShortcode(shortcode: string): boolean {
  return /^600\d{3}$/.test(shortcode)
}

function hasForm(password: string, shortcode: string, timestamp: string): boolean {
  try {
    const text = atob(password)
    return text.startsWith(shortcode) && text.endsWith(timestamp)
  } catch {
    return false
  }
}
