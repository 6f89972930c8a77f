import type { Fix } from '../../core/finding.ts'
import { whoAnswered } from './answerers.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { Side } from './side.ts'

const mayBeExpected =
  "If only Safaricom's addresses are let in, this refusal is what has to happen here, and whether Safaricom gets through cannot be judged from this machine."

const keepTheList = "If it is a list of addresses, keep it and see that all of Safaricom's are on it; if not, "

const logs: Readonly<Record<string, string>> = {
  nginx: "Look into nginx's error log (`access forbidden by rule` is an `allow`/`deny` list). ",
  Apache: "Look into Apache's error log (`client denied by server configuration` is a `Require` rule). ",
}

/**
 * What has to be added to a 403 that does not say why: a web server and an app refuse other addresses than Safaricom's
 * in just the same way. Undefined if something that names itself refuses.
 */
export function doubtRefusal(
  code: ReplyCode,
  by: string | undefined,
  side: Side,
): { readonly adds: string; readonly fix: Fix } | undefined {
  if (side.reply?.status !== 403 || (code !== 'edge/waf-block' && code !== 'app/auth-required')) return undefined
  const author = whoAnswered(side.reply)
  if (by !== undefined && !(author?.kind === 'server' && author.name === by)) return undefined
  const log = author === undefined ? '' : (logs[author.name] ?? '')
  const otherwise =
    code === 'app/auth-required' ? 'take the callback route out of the login' : 'let POSTs to the callback path through'
  return { adds: mayBeExpected, fix: { summary: `${log}${keepTheList}${otherwise}` } }
}
