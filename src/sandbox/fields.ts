import type { JsonObject, JsonValue } from '../core/json.ts'
import { parseTimestamp } from '../daraja/nairobi-time.ts'

/** A field as text: numbers and strings are taken alike, as the real API does. Undefined where it is neither, or empty. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Whole shillings or, where `allowsCents`, with two decimals. Undefined for anything else, zero and less included. */
export function amountOf(value: JsonValue | undefined, allowsCents = false): number | undefined {
  const text = textOf(value)
  if (text === undefined || !(allowsCents ? /^\d{1,9}(?:\.\d{1,2})?$/ : /^\d{1,9}(?:\.0{1,2})?$/).test(text))
    return undefined
  const amount = Number(text)
  return amount > 0 ? amount : undefined
}

/** `2547XXXXXXXX` or `2541XXXXXXXX`; other spellings are refused, as the real API does. */
export function phoneOf(value: JsonValue | undefined): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^254[17]\d{8}$/.test(text) ? text : undefined
}

export function shortcodeOf(value: JsonValue | undefined): string | undefined {
  const text = textOf(value)
  return text !== undefined && /^\d{5,7}$/.test(text) ? text : undefined
}

/** `YYYYMMDDHHmmss` of a date that exists; which time zone it is in is not looked at. */
export function timestampOf(value: JsonValue | undefined): string | undefined {
  const text = textOf(value)
  return text !== undefined && parseTimestamp(text) !== undefined ? text : undefined
}

/** The name of the first field that is no filled text; undefined if all are. */
export function firstMissing(body: JsonObject, names: readonly string[]): string | undefined {
  return names.find((name) => textOf(body[name]) === undefined)
}
