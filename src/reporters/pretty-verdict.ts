import { formatDuration } from '../core/duration.ts'
import type { Fix } from '../core/finding.ts'
import { printable } from '../core/printable.ts'
import type { Report, Summary } from '../core/report.ts'
import type { PrettyContext } from './pretty-context.ts'
import { markCode } from './pretty-rows.ts'
import { wrapText } from './wrap-text.ts'

/** What the smallest usual terminal shows, without the line of the prompt. */
const screenLines = 23
/** More causes than these are counted; each stands above with its own fix. */
const mostOthers = 4

/**
 * The end of the report. Where the finding of the root cause has scrolled off a small terminal, its reason and its fix are
 * said again; `above` is everything before, as it is printed.
 */
export function renderVerdict(report: Report, above: string, context: PrettyContext): string {
  const { verdict } = report
  const head = renderCause(report, context)
  const tail = [...renderOthers(report, context), ...renderEnd(report, context)]
  if (verdict.rootCause === null || verdict.fix === null) return [...head, ...tail].join('\n')
  const isInSight = linesFrom(above, verdict.rootCause, context.width) + 1 + head.length + tail.length <= screenLines
  if (isInSight) return [...head, ...tail].join('\n')
  const why = label('Why: ', firstSentence(verdict.explanation), context)
  const room = screenLines - head.length - why.length - tail.length
  return [...head, ...why, ...renderFix(verdict.fix, report.next, room, context), ...tail].join('\n')
}

function renderCause({ verdict }: Report, context: PrettyContext): readonly string[] {
  const { paint } = context
  if (verdict.rootCause !== null) {
    const sentence = `Root cause: ${lowerFirst(verdict.title)} (${verdict.rootCause}, ${verdict.confidence})`
    // Broken first and coloured then: escape sequences have no width.
    return wrapped(sentence, context).map((line) =>
      markCode(line, paint).replace(/^Root cause:/, paint.bold(paint.red('Root cause:'))),
    )
  }
  const title = wrapped(verdict.title, context).map(paint.bold)
  if (verdict.explanation === '') return title
  return [...title, ...wrapped(verdict.explanation, context).map((line) => markCode(line, paint))]
}

function renderFix(fix: Fix, next: string, room: number, context: PrettyContext): readonly string[] {
  const { paint } = context
  const summary = label('Fix: ', printable(fix.summary), context)
  const code = (fix.code ?? '').split('\n').filter((_, index, lines) => index > 0 || lines[0] !== '')
  // The last line says what to run.
  const command = fix.command === undefined || next.includes(fix.command) ? [] : [fix.command]
  const pasted = [...code, ...command]
  if (summary.length + pasted.length > room)
    return [...summary, `     (${pasted.length} lines to paste: above, behind the first \`fix\`)`]
  return [...summary, ...pasted.map((line) => `     ${paint.cyan(printable(line))}`)]
}

function renderOthers({ verdict }: Report, context: PrettyContext): readonly string[] {
  const { definitions, paint, verbose } = context
  const others = verdict.causes.slice(verdict.rootCause === null ? 0 : 1)
  const name = verdict.rootCause === null ? 'Warning' : 'Also'
  const shown = verbose || others.length <= mostOthers + 1 ? others : others.slice(0, mostOthers)
  const lines = shown.flatMap(({ code }) => {
    const text = `${name}: ${lowerFirst(definitions[code]?.title ?? code)} (${code})`
    return wrapped(text, context, ' '.repeat(name.length + 2)).map((line) => markCode(line, paint))
  })
  const left = others.length - shown.length
  return left === 0 ? lines : [...lines, `${name}: ${left} more, above`]
}

function renderEnd(report: Report, context: PrettyContext): readonly string[] {
  const { verdict, summary, next } = report
  const { paint, verbose } = context
  const unseen = verbose || verdict.rootCause === null ? verdict.unknowable : []
  return [
    ...unseen.flatMap((entry) => wrapped(`Not visible from here: ${entry}`, context, '  ').map(paint.dim)),
    paint.dim(`${describeCounts(summary)} (${describeEffort(report)})`),
    ...(next === '' ? [] : label('Next: ', next, context)),
  ]
}

/** How many lines of a terminal there are from the first that names the code to the end. */
function linesFrom(text: string, code: string, width: number): number {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.includes(code))
  if (first === -1) return Number.POSITIVE_INFINITY
  return lines
    .slice(first)
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.replace(colour, '').length / width)), 0)
}

const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

function label(name: string, text: string, { glyphs, width, paint }: PrettyContext): readonly string[] {
  const lines = wrapText(glyphs.text(text), Math.max(30, width - name.length))
  return lines.map((line, index) => {
    const start = index === 0 ? paint.bold(name.trimEnd()).concat(' ') : ' '.repeat(name.length)
    return `${start}${markCode(line, paint)}`
  })
}

function wrapped(text: string, { glyphs, width }: PrettyContext, hang = ''): readonly string[] {
  return wrapText(glyphs.text(text), Math.max(30, width - hang.length)).map((line, index) =>
    index === 0 ? line : `${hang}${line}`,
  )
}

/** One line is enough where all of it stands above. */
function firstSentence(text: string): string {
  return /^.+?[.!?](?=\s+\p{Lu})/su.exec(text)?.[0] ?? text
}

function describeCounts({ pass, warn, fail, skip, crash }: Summary): string {
  const counts = [
    `${pass} passed`,
    warn > 0 ? `${warn} with warnings` : '',
    fail > 0 ? `${fail} failed` : '',
    skip > 0 ? `${skip} skipped` : '',
    crash > 0 ? `${crash} crashed` : '',
  ]
  return counts.filter((part) => part !== '').join(', ')
}

function describeEffort({ durationMs, attempts }: Report): string {
  const time = formatDuration(durationMs)
  return attempts === undefined ? time : `${time}, ${attempts} ${attempts === 1 ? 'try' : 'tries'}`
}

/** A title becomes part of a sentence, unless it begins with a name or an abbreviation. */
function lowerFirst(title: string): string {
  return /^[A-Z](?:[a-z]|\s)/.test(title) &&
    !/^(Django|Laravel|Flask|Express|Safaricom|Daraja|Cloudflare|PostgreSQL|CheckoutRequestID)\b/.test(title)
    ? `${title.charAt(0).toLowerCase()}${title.slice(1)}`
    : title
}
