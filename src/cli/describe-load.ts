import { type LoadSummary, throughputOf } from '../callbacks/load/load-json.ts'
import type { LatencyBucket, LoadFigures } from '../callbacks/load/load-port.ts'
import { formatDuration } from '../core/duration.ts'
import type { Output } from './output.ts'

const labelWidth = 11

/** What a load came to, for people: totals, latencies and a bar for each range of them. */
export function describeLoad(summary: LoadSummary, output: Output): string {
  const { kind, scenario, url, concurrency, rate, figures } = summary
  const { paint, glyphs } = output
  const pace = rate === null ? `${concurrency} at a time` : `${rate} a second, at most ${concurrency} at a time`
  return `${[
    `${paint.bold(`${kind === 'stk' ? '' : `${kind} `}${scenario}`)} ${glyphs.arrow} ${url}  ${paint.dim(`(${pace})`)}`,
    ...totals(summary, output),
    ...latencies(figures, output),
    ...bars(figures.buckets, output),
  ].join('\n')}\n`
}

function row(label: string, text: string, { paint }: Output): string {
  return `  ${paint.dim(label.padEnd(labelWidth))}${text}`
}

function totals({ count, isComplete, figures }: LoadSummary, output: Output): readonly string[] {
  const { sent, answered, durationMs, statuses, failures } = figures
  const planned = isComplete ? '' : ` of ${format(count)}, ended early`
  return [
    row('sent', `${format(sent)}${planned} in ${formatDuration(Math.round(durationMs))}`, output),
    row('answered', `${format(answered)}, ${format(throughputOf(figures))} a second`, output),
    ...Object.entries(statuses).map(([status, number]) => {
      const text = `${status}  ${format(number)}`
      return row('status', /^2/.test(status) ? output.paint.green(text) : output.paint.red(text), output)
    }),
    ...Object.entries(failures).map(([failure, number]) =>
      row('failed', output.paint.red(`${failure}  ${format(number ?? 0)}`), output),
    ),
  ]
}

function latencies({ latency }: LoadFigures, output: Output): readonly string[] {
  if (latency === null) return []
  const { p50, p90, p99, p999, max } = latency
  const cells = Object.entries({ p50, p90, p99, 'p99.9': p999, max })
  return [row('latency', cells.map(([name, ms]) => `${output.paint.dim(name)} ${formatMs(ms)}`).join('  '), output)]
}

/** A bar for each range; the last part of one is shown by eighths where the terminal can. */
function bars(buckets: readonly LatencyBucket[], output: Output): readonly string[] {
  const most = Math.max(0, ...buckets.map(({ count }) => count))
  const room = Math.min(output.width, 80) - 2 - labelWidth - 12
  const isPlain = output.glyphs.arrow === '->'
  return buckets.map(({ withinMs, count }) => {
    const bar = isPlain ? plainBar((count / most) * room) : fineBar((count / most) * room)
    const label = `<= ${formatMs(withinMs)}`
    return row(isPlain ? label : label.replace('<=', '≤'), `${bar}${count === 0 ? '' : ' '}${format(count)}`, output)
  })
}

function plainBar(length: number): string {
  return '#'.repeat(Math.ceil(length))
}

function fineBar(length: number): string {
  const eighths = Math.ceil(length * 8)
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? ''
  return `${'█'.repeat(Math.floor(eighths / 8))}${rest}`
}

function format(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

function formatMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toLocaleString('en-US', { maximumFractionDigits: 2 })} s`
  return `${ms.toLocaleString('en-US', { maximumFractionDigits: ms < 10 ? 2 : ms < 100 ? 1 : 0 })} ms`
}
