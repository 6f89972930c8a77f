import type { Comparison } from '../core/comparison.ts'
import { printable } from '../core/printable.ts'
import type { PrettyContext } from './pretty-context.ts'
import { describeReadFiles, describeReading } from './readings.ts'
import { wrapText } from './wrap-text.ts'

/**
 * The table of `check-env --compare`. What most loaders in use read (of all, if none is known) is the measure; whoever
 * reads something else is marked, with a glyph and in words.
 */
export function renderComparison({ key, places, rows }: Comparison, context: PrettyContext): string {
  const { paint, glyphs, width } = context
  const texts = rows.map(describeReading)
  const usual = mostFrequent(rows.some(({ inUse }) => inUse) ? texts.filter((_, index) => rows[index]?.inUse) : texts)
  const where = places.map(({ file, line }) => `${file}:${line}`).join(', ')
  const nameWidth = Math.max(...rows.map(({ loader }) => loader.length))
  const lines = rows.map(({ loader, inUse }, index) => {
    const text = texts[index] ?? ''
    const differs = text !== usual
    const start = `  ${differs ? paint.yellow(glyphs.warn) : paint.green(glyphs.pass)} ${loader.padEnd(nameWidth)}  `
    const notes = [differs ? 'differs' : '', inUse ? 'in use' : ''].filter((note) => note !== '').join(', ')
    const hang = ' '.repeat(4 + nameWidth + 2)
    const remark = notes === '' ? '' : ` ${glyphs.separator} ${notes}`
    const body = wrapText(glyphs.text(text) + remark, Math.max(20, width - hang.length)).join(`\n${hang}`)
    return `${start}${body}`
  })
  const others = new Set(texts).size
  const summary =
    others === 1
      ? 'All of them read the same.'
      : `They read ${others} different things; the marked ones differ from the rest.`
  const title = `${paint.bold(`${key} as each loader reads it`)}${where === '' ? '' : ` (${where})`}`
  const read = describeReadFiles(rows)
  const files = read === undefined ? [] : [`They do not read the same files: ${printable(read)}.`]
  const remarks = [summary, ...files].map((text) => wrapText(glyphs.text(text), Math.max(30, width - 4)).join('\n    '))
  return [title, ...lines, ...remarks.map((text) => `  ${text}`)].join('\n')
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  // The first of those that are equally frequent: the app's own loader comes early.
  return [...counts].reduce<[string, number] | undefined>(
    (best, entry) => (best === undefined || entry[1] > best[1] ? entry : best),
    undefined,
  )?.[0]
}
