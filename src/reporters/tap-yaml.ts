import type { JsonObject, JsonValue } from '../core/json.ts'
import { printJson } from './json-text.ts'

/** YAML refuses an implicit key that is longer than this many characters. */
const longestKey = 1_000

/**
 * Lines of a YAML block mapping; nested objects of a list are block mappings, too, everything else is JSON, which YAML
 * includes. The outer keys must be plain words.
 */
export function yamlLines(mapping: JsonObject): readonly string[] {
  return Object.entries(mapping).flatMap(([key, value]) => {
    if (!isListOfObjects(value)) return [`${key}: ${flow(value)}`]
    return [
      `${key}:`,
      ...value.flatMap((entry) => yamlLines(entry).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)),
    ]
  })
}

function isListOfObjects(value: JsonValue): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'object' && entry !== null)
}

function flow(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return printJson(value)
  const entries = Object.entries(value).map(([key, entry]) => {
    const name = printJson(key)
    return `${name.length > longestKey ? '? ' : ''}${name}: ${flow(entry)}`
  })
  return `{${entries.join(', ')}}`
}
