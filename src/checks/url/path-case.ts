import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import type { HttpExchange } from '../../core/http-port.ts'
import { publicReply } from '../../probes/public-reply.ts'
import { publicVariants } from '../../probes/reply-variants.ts'
import { pickUrlCodes } from './url-codes.ts'

const codes = pickUrlCodes('url/odd-path')

/** Servers tell upper from lower case in paths, people do not. */
export const pathCase = defineCheck({
  id: 'url-path-case',
  family: 'url',
  title: 'The path has upper and lower case as the route has',
  codes,
  needs: {},
  wants: { publicReply, publicVariants },
  judge(_facts, { publicReply: reply, publicVariants: variants }) {
    // The text of the URL is this family's subject; what the server says of it is an extra.
    if (!reply.available) return skip('not-applicable', 'an answer of the callback URL')
    const { url, exchange } = reply.value
    if (isTaken(exchange)) return pass()
    const path = new URL(url).pathname
    const other = (variants.available ? variants.value : []).find(
      (variant) =>
        variant.name === 'neighbour' &&
        variant.path !== path &&
        variant.path.toLowerCase() === path.toLowerCase() &&
        isTaken(variant.exchange),
    )
    if (other === undefined) return skip('not-applicable', 'a path close by that takes the callback')
    return found([
      createFinding(codes, 'url/odd-path', `\`${path}\` is not answered, and \`${other.path}\` is`, {
        evidence: { path, answered: other.path },
        why: 'The two differ in upper and lower case only, and the server tells them apart.',
        fix: { summary: `Write the path as \`${other.path}\`` },
      }),
    ])
  },
})

function isTaken(exchange: HttpExchange): boolean {
  return exchange.kind === 'reply' && exchange.status >= 200 && exchange.status < 300
}
