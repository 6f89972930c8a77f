import { plainText, tidyLine } from './plain-text.ts'

type Json = Readonly<Record<string, unknown>>

const most = 3

/** What a JSON error says, whichever framework wrote it; undefined if it says nothing beyond its status. */
export function jsonErrorOf(json: Json): string | undefined {
  const said = fromException(json) ?? fromFields(json.errors ?? json.detail) ?? fromWords(json)
  const line = said === undefined ? '' : tidyLine(plainText(said))
  return line === '' ? undefined : line
}

/** Laravel, Symfony and Spring with debug mode on. */
function fromException({ exception, message, trace }: Json): string | undefined {
  if (typeof exception === 'string' && typeof message === 'string') return `${lastPart(exception)}: ${message}`
  if (typeof trace === 'string') return trace.slice(0, 1_000).split('\n')[0]
  return undefined
}

/** Lists and maps of what is wrong with which field: Laravel, FastAPI, express-validator, ASP.NET Core. */
function fromFields(errors: unknown): string | undefined {
  if (Array.isArray(errors)) return joined(errors.slice(0, most).map(describeEntry))
  if (!isRecord(errors)) return undefined
  const entries = Object.entries(errors).slice(0, most)
  return joined(entries.map(([field, said]) => `${field}: ${Array.isArray(said) ? String(said[0]) : String(said)}`))
}

function describeEntry(entry: unknown): string {
  if (!isRecord(entry)) return String(entry)
  const said = entry.msg ?? entry.message ?? entry.detail
  const where = Array.isArray(entry.loc) ? entry.loc.join('.') : (entry.path ?? entry.param ?? entry.field)
  if (said === undefined) return JSON.stringify(entry)
  return typeof where === 'string' && where !== '' ? `${where}: ${String(said)}` : String(said)
}

function fromWords({ message, error, detail, title, ResultDesc: result }: Json): string | undefined {
  if (Array.isArray(message)) return joined(message.slice(0, most).map(String))
  const nested = isRecord(error) ? error.message : undefined
  for (const words of [nested, detail, message, error, title, result]) if (isSaid(words)) return words
  return undefined
}

function joined(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : lines.join('; ')
}

function lastPart(name: string): string {
  return name.split(/[\\.]/).at(-1) ?? name
}

function isSaid(words: unknown): words is string {
  return typeof words === 'string' && words.trim() !== ''
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
