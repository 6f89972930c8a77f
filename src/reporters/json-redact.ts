import type { JsonValue } from '../core/json.ts'
import type { Redactor } from '../core/redact.ts'

/** Half of a character cannot be written as UTF-8, and strict JSON and YAML readers refuse its escape. */
const loneSurrogate = /\p{Cs}/gu

/** Text without secrets, which any encoder can write. */
export function redactText(text: string, redact: Redactor): string {
  return redact.text(text.replace(loneSurrogate, '\ufffd'))
}

/** What is left of a value as JSON, its leaves without secrets. Keys are kept: they name things, they hold nothing. */
export function redactJson(value: unknown, redact: Redactor): JsonValue {
  // The round trip settles what is not JSON: dates become text, `undefined` disappears, NaN becomes null.
  return redactLeaves(JSON.parse(JSON.stringify(value ?? null)) as JsonValue, redact)
}

function redactLeaves(value: JsonValue, redact: Redactor): JsonValue {
  if (typeof value === 'string') return redactText(value, redact)
  if (Array.isArray(value)) return value.map((entry) => redactLeaves(entry, redact))
  if (typeof value !== 'object' || value === null) return redact.value(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key.replace(loneSurrogate, '\ufffd'), redactLeaves(entry, redact)]),
  )
}
