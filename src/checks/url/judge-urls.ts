import { found, type Judgement, skip } from '../../core/check.ts'
import { type CodeDefinitions, createFinding, type Fix } from '../../core/finding.ts'
import type { UrlProblem } from '../../daraja/url-problem.ts'
import type { InspectedUrl, InspectedUrls } from '../../probes/callback-urls.ts'
import { locate } from '../env/locate.ts'

/**
 * The problems of the given codes as findings, each with the place of the character where there is one. Of a malformed
 * URL nothing but that can be told, so that a check of anything else has not passed with one.
 */
export function judgeUrls<C extends CodeDefinitions>(
  codes: C,
  { urls, values, appPort }: InspectedUrls,
): Judgement<Extract<keyof C, string>> {
  const judgement = found(
    urls.flatMap((url) =>
      url.problems
        .filter(({ code }) => code in codes)
        .map((problem) =>
          createFinding(codes, problem.code as Extract<keyof C, string>, `${nameOf(url)}: ${problem.detail}`, {
            severity: problem.severity,
            evidence: { variable: url.variable, ...problem.evidence },
            location: url.entry === undefined ? undefined : locate(url.entry, values, problem.offset ?? 0),
            fix: fixOf(problem, url, appPort),
          }),
        ),
    ),
  )
  const isBlocked = !('url/malformed' in codes) && urls.some(isMalformed)
  return judgement.kind === 'pass' && isBlocked ? skip('blocked', 'a well-formed URL') : judgement
}

function isMalformed({ problems }: InspectedUrl): boolean {
  return problems.some(({ code }) => code === 'url/malformed')
}

function nameOf({ variable }: InspectedUrl): string {
  return variable === null ? 'The callback URL' : `\`${variable}\``
}

function fixOf({ code, cleaned }: UrlProblem, { entry }: InspectedUrl, appPort: string | undefined): Fix | undefined {
  if (cleaned !== undefined && entry !== undefined)
    return { summary: 'Write it like this:', code: `${entry.key}=${cleaned}` }
  if (code === 'url/local-address' || code === 'url/private-address')
    return {
      summary: 'Give the app a public URL; this opens a tunnel and writes it into the env file:',
      command: `mpesa-doctor tunnel ${appPort ?? '5000'}`,
      automatic: true,
    }
  return undefined
}
