import { printable } from '../../core/printable.ts'
import { toNairobiIso } from '../../daraja/nairobi-time.ts'

/** What is shown where a time cannot be read. */
const noTime = '--:--:--'

function inNairobi(iso: string): string | undefined {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? undefined : toNairobiIso(date)
}

/** `23:04:13`, in Nairobi. */
export function clockTime(iso: string): string {
  return inNairobi(iso)?.slice(11, 19) ?? noTime
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `23 Nov`, in Nairobi. */
export function calendarDay(iso: string): string {
  const local = inNairobi(iso)
  return local === undefined ? 'no date' : `${Number(local.slice(8, 10))} ${months[Number(local.slice(5, 7)) - 1]}`
}

/** `23 Nov 2026, 23:04:13 EAT`. */
export function fullTime(iso: string): string {
  const local = inNairobi(iso)
  return local === undefined
    ? `unreadable time ${printable(iso)}`
    : `${calendarDay(iso)} ${local.slice(0, 4)}, ${local.slice(11, 19)} EAT`
}

/** Whether two moments fall on one day in Nairobi. */
export function sameDay(iso: string, now: Date): boolean {
  return inNairobi(iso)?.slice(0, 10) === toNairobiIso(now).slice(0, 10)
}

/** `380 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 1000) return `${whole} ms`
  if (whole < 10_000) return `${(Math.floor(whole / 100) / 10).toFixed(1).replace(/\.0$/, '')} s`
  const seconds = Math.floor(whole / 1000)
  if (seconds < 60) return `${seconds} s`
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)]
  if (hours < 1) return pair(minutes, 'min', seconds % 60, 's')
  if (days < 1) return pair(hours, 'h', minutes % 60, 'min')
  return pair(days, 'd', hours % 24, 'h')
}

function pair(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`
}

/** `just now`, `12 s ago`, `3 min ago`; clocks may differ by a little, so the near future is now. */
export function relativeTime(iso: string, now: Date): string {
  const passed = now.getTime() - new Date(iso).getTime()
  if (Number.isNaN(passed)) return 'at an unknown time'
  if (passed < -60_000) return 'in the future: a clock is wrong'
  if (passed < 5000) return 'just now'
  return `${duration(passed).split(' ').slice(0, 2).join(' ')} ago`
}

/** `KES 1,500`; what is no number stays as it came. */
export function shillings(amount: string): string {
  const [whole = '', cents] = amount.split('.')
  if (!/^-?\d+(?:\.\d+)?$/.test(amount)) return `KES ${printable(amount)}`
  return `KES ${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${cents === undefined || /^0+$/.test(cents) ? '' : `.${cents}`}`
}

/** `1.4 kB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** `1 event`, `2 events`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
