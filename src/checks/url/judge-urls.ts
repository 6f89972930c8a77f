import { found, type Judgement } from '../../core/check.ts'
import { type CodeDefinitions, createFinding, type Fix } from '../../core/finding.ts'
import type { UrlProblem } from '../../daraja/url-problem.ts'
import type { InspectedUrl, InspectedUrls } from '../../probes/callback-urls.ts'
import { locate } from '../env/locate.ts'

/** The problems of the given codes as findings, each with the place of the character where there is one. */
export function judgeUrls<C extends CodeDefinitions>(
  codes: C,
  { urls, values, appPort }: InspectedUrls,
): Judgement<Extract<keyof C, string>> {
  return found(
    urls.flatMap((url) =>
      url.problems
        .filter(({ code }) => code in codes)
        .map((problem) =>
          createFinding(codes, problem.code as Extract<keyof C, string>, `\`${url.name}\`: ${problem.detail}`, {
            severity: problem.severity,
            evidence: { variable: url.name, ...problem.evidence },
            location: url.entry === undefined ? undefined : locate(url.entry, values, problem.offset ?? 0),
            fix: fixOf(problem, url, appPort),
          }),
        ),
    ),
  )
}

function fixOf(
  { code, cleaned }: UrlProblem,
  { name, entry }: InspectedUrl,
  appPort: string | undefined,
): Fix | undefined {
  if (cleaned !== undefined && entry !== undefined)
    return { summary: 'Write it like this:', code: `${name}=${cleaned}` }
  if (code === 'url/local-address' || code === 'url/private-address')
    return {
      summary: 'Give the app a public URL; this opens a tunnel and writes it into the env file:',
      command: `mpesa-doctor tunnel ${appPort ?? '5000'}`,
      automatic: true,
    }
  return undefined
}
