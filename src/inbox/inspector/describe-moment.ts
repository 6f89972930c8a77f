import { formatDuration } from '../../core/duration.ts'
import { parseTimestamp, toNairobiIso } from '../../daraja/nairobi-time.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `6 Oct 2026`, from the beginning of an ISO 8601 date. */
export function describeDay(iso: string): string {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-')
  return `${Number(day)} ${months[Number(month) - 1] ?? month} ${year}`
}

/** `6 Oct 2026, 14:19:53 in Nairobi, 12 s before it came`. */
export function describeMoment(moment: Date, receivedAt: Date): string {
  const iso = toNairobiIso(moment)
  const ms = receivedAt.getTime() - moment.getTime()
  // Its seconds are whole ones, so that less than one says nothing.
  const distance =
    Math.abs(ms) < 1_000
      ? 'when it came'
      : `${formatDuration(Math.round(Math.abs(ms) / 1_000) * 1_000)} ${ms > 0 ? 'before' : 'after'} it came`
  return `${describeDay(iso)}, ${iso.slice(11, 19)} in Nairobi, ${distance}`
}

/** Reads the two spellings of time in callbacks, `20261006141953` and `06.10.2026 14:19:53`, both in Nairobi's time. */
export function readMoment(text: string): Date | undefined {
  const dotted = /^(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2}):(\d{2})$/.exec(text)
  if (dotted === null) return parseTimestamp(text)
  const [, day, month, year, hour, minute, second] = dotted
  return parseTimestamp(`${year}${month}${day}${hour}${minute}${second}`)
}
