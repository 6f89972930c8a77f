import type { Topic } from '../core/check.ts'
import { printable } from '../core/printable.ts'
import type { CheckResult } from '../core/report.ts'
import { sections } from './families.ts'
import type { PrettyContext } from './pretty-context.ts'
import { details, headline, isSameKind, otherHeadline, shownFindings } from './pretty-finding.ts'
import { evidenceRow, markCode, plainCode, wrapHanging } from './pretty-rows.ts'

export function renderSections(checks: readonly CheckResult[], context: PrettyContext): readonly string[] {
  // Where nothing could be checked, what does not apply is the only answer there is.
  const showsAll = context.verbose || checks.every(({ status }) => status === 'skip')
  const shown = showsAll ? checks : checks.filter(isShown)
  const merged = new Set<CheckResult>()
  return sections.flatMap(({ title, families }) => {
    const lines = renderChecks(
      shown.filter(({ family }) => families.includes(family)),
      { shown, merged },
      context,
    )
    return lines.length === 0 ? [] : [[context.paint.bold(title), ...lines].join('\n')]
  })
}

function isShown({ status, skippedBecause }: CheckResult): boolean {
  return status !== 'skip' || skippedBecause !== 'not-applicable'
}

interface Merging {
  readonly shown: readonly CheckResult[]
  /** What another line speaks for. */
  readonly merged: Set<CheckResult>
}

function renderChecks(
  results: readonly CheckResult[],
  { shown, merged }: Merging,
  context: PrettyContext,
): readonly string[] {
  const lines: string[] = []
  for (const result of results) {
    if (merged.has(result)) continue
    const { topic } = result
    const agreeing = topic === undefined || context.verbose ? [] : results.filter((other) => isPlainPass(other, topic))
    if (agreeing.length > 1 && agreeing.includes(result)) {
      for (const other of agreeing) merged.add(other)
      lines.push(renderTopic(topic as Topic, agreeing.length, results.some(isTroubled(topic)), context))
      continue
    }
    // Ten checks that all lack the same thing are one fact, not ten lines, whatever they look at.
    const alike =
      result.status === 'skip' && !context.verbose
        ? shown.filter((other) => other.status === 'skip' && other.reason === result.reason)
        : [result]
    for (const other of alike) merged.add(other)
    lines.push(...renderCheck(result, alike.length - 1, context))
  }
  return lines
}

/** A pass that has no more to say than its title. */
function isPlainPass({ status, topic, detail }: CheckResult, wanted: Topic): boolean {
  return status === 'pass' && topic === wanted && detail === null
}

function isTroubled(wanted: Topic | undefined): (result: CheckResult) => boolean {
  return ({ topic, status }) => topic === wanted && status !== 'pass' && status !== 'skip'
}

/** Conditions that all hold are one fact; beside one that does not hold they are only the others. */
function renderTopic({ holds, subject }: Topic, count: number, isPart: boolean, context: PrettyContext): string {
  const { paint, glyphs } = context
  const text = isPart ? `${count} more checks of ${subject}` : `${holds} (${count} checks)`
  return `  ${paint.green(glyphs.pass)} ${markCode(wrapHanging(text, context), paint)}`
}

function renderCheck(result: CheckResult, more: number, context: PrettyContext): readonly string[] {
  const { paint, glyphs, verbose } = context
  const [first, ...others] = shownFindings(result, verbose)
  switch (result.status) {
    case 'pass': {
      const detail = result.detail === null ? '' : ` (${result.detail})`
      const lines = markCode(wrapHanging(`${result.title}${detail}`, context), paint)
      return [`  ${paint.green(glyphs.pass)} ${lines}`, ...notes(result, context)]
    }
    case 'skip': {
      const title = more === 0 ? result.title : `${result.title}, and ${more} more`
      const reason = result.reason ?? '?'
      const text = `${title} (${result.skippedBecause === 'aborted' ? reason : `needs: ${reason}`})`
      return [`  ${paint.dim(glyphs.skip)} ${paint.dim(plainCode(wrapHanging(text, context), paint))}`]
    }
    case 'crash':
      return [
        `  ${paint.red(glyphs.crash)} ${wrapHanging(`${result.title} (the check itself crashed)`, context)}`,
        ...evidenceRow('found', printable(result.reason ?? 'an error without a message'), context),
      ]
    default: {
      if (first === undefined) return []
      return [
        headline(result.title, first, context),
        ...details(first, context, others),
        ...others.flatMap((other, index) => [
          ...(isSameKind(other, index === 0 ? first : others[index - 1]) ? [] : otherHeadline(other, context)),
          ...details(other, context, others.slice(index + 1)),
        ]),
      ]
    }
  }
}

function notes(result: CheckResult, context: PrettyContext): readonly string[] {
  if (!context.verbose) return []
  return result.findings.flatMap((finding) => [...otherHeadline(finding, context), ...details(finding, context)])
}
