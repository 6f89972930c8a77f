import type { Fix } from '../../core/finding.ts'
import type { Situation } from './diagnose-replies.ts'
import { placeOf } from './fixes/place.ts'
import { frameworkFix } from './framework-fixes.ts'
import type { NamedFramework } from './frameworks.ts'
import { frameworkOf, isFramework } from './frameworks.ts'
import { gatewayFix } from './gateway-fixes.ts'
import { redirectFix } from './redirects.ts'
import type { ReplyCode } from './reply-codes.ts'
import { replyCodes } from './reply-codes.ts'
import type { Report } from './reply-finding.ts'
import type { Side } from './side.ts'

/** What is known of this run first, then the framework's lines; undefined for the general fix of the code. */
export function chooseFix(
  report: Report,
  framework: NamedFramework | undefined,
  situation: Situation,
): Fix | undefined {
  const { fix, side } = report
  if (fix === undefined)
    return (
      neighbourFix(report) ??
      redirectOf(report, framework) ??
      gatewayFix(report, situation) ??
      linesFor(report.code, side, framework, situation)
    )
  const gateway = gatewayFix(report, situation)
  if (gateway !== undefined) return gateway
  // The general words of a code: the framework's lines say the same more precisely.
  const general = (Object.keys(replyCodes) as readonly ReplyCode[]).find((code) => replyCodes[code].fix === fix.summary)
  return (general === undefined ? undefined : linesFor(general, side, framework, situation)) ?? fix
}

/** The project says which framework the app is made with, and nothing about what stands in front of it. */
export function nameFramework({ code, by }: Report, situation: Situation): NamedFramework | undefined {
  const isApps = code.startsWith('app/') || code.startsWith('handler/')
  const replies = [situation.inside?.reply, situation.outside?.reply]
  const named = frameworkOf(replies, isApps ? situation.frameworks : undefined)
  if (named?.from === 'reply' || by === undefined || !isFramework(by)) return named
  return { name: by, from: 'reply' }
}

/** The lines for the framework, with the path and the host that Safaricom calls. */
function linesFor(
  code: ReplyCode,
  side: Side,
  framework: NamedFramework | undefined,
  situation: Situation,
): Fix | undefined {
  const url = new URL((situation.outside ?? side).post.url)
  const fix = frameworkFix(code, framework?.name, placeOf(url))
  if (fix === undefined || framework?.from !== 'project') return fix
  return { ...fix, summary: `${fix.summary} (for ${framework.name}, which \`${framework.file}\` names)` }
}

/** A path close by that the app knows: it takes the POST, or refuses it otherwise than a path that does not exist. */
export function workingNeighbour(side: Side): string | undefined {
  const known = side.variants.filter(({ name, reply }) => name === 'neighbour' && reply !== undefined)
  const good = known.find(
    ({ reply }) => reply !== undefined && reply.status >= 200 && reply.status < 300 && !reply.isPage,
  )
  return (good ?? known.find(({ reply }) => reply?.status === 405 || reply?.status === 400 || reply?.status === 422))
    ?.path
}

function neighbourFix({ code, side }: Report): Fix | undefined {
  const path = code === 'app/route-not-found' ? workingNeighbour(side) : undefined
  if (path === undefined) return undefined
  return { summary: `Put the path \`${path}\` into the callback URL, or the route where the URL says` }
}

function redirectOf({ code, side }: Report, framework: NamedFramework | undefined): Fix | undefined {
  return code === 'edge/redirect' ? redirectFix(side, framework?.name) : undefined
}
