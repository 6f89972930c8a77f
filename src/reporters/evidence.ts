import type { JsonObject, JsonValue } from '../core/json.ts'

/** Evidence for people, one entry a line; entries of a list of facts are lines of their own. */
export function evidenceLines(evidence: JsonObject): readonly string[] {
  return Object.entries(evidence).flatMap(([key, value]) => {
    if (value === null) return []
    if (Array.isArray(value) && value.some(isObject))
      return value.map((entry: JsonValue) => `${key}: ${inWords(entry)}`)
    return [`${key}: ${inWords(value)}`]
  })
}

function inWords(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(inWords).join(', ')
  if (!isObject(value)) return String(value)
  const parts = Object.entries(value).filter(([, entry]) => entry !== null)
  return parts.map(([key, entry]) => `${key} ${inWords(entry)}`).join(' · ')
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
