import { parseDocument } from 'yaml'
import type { DeclaredDatabase, Lookup } from '../stack/database/declared.ts'
import { toDatabaseUrl } from '../stack/database/declared.ts'

/** `config/database.yml` for this environment; what Ruby would have to compute counts as not written. */
export function readRailsConfig(text: string, file: string, lookup: Lookup): DeclaredDatabase | undefined {
  const plain = text.replaceAll(/<%=?\s*(.*?)\s*-?%>/g, (_, ruby: string) =>
    JSON.stringify(evaluate(ruby, lookup) ?? '').slice(1, -1),
  )
  const document = parseDocument(plain, { merge: true, logLevel: 'silent', uniqueKeys: false })
  if (document.errors.length > 0) return undefined
  const all: unknown = document.toJS()
  const section = child(all, lookup('RAILS_ENV') ?? lookup('RACK_ENV') ?? 'development')
  const entry = child(section, 'primary') ?? section
  const value = (name: string): string | undefined => {
    const found = child(entry, name)
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
  }
  const url = value('url')
  const declared = (told: string): DeclaredDatabase => ({ url: told, file, key: 'database', folder: '.' })
  if (url !== undefined && url !== '') return declared(url)
  const [scheme, database] = [value('adapter'), value('database')]
  if (scheme === undefined || database === undefined || database === '') return undefined
  return declared(
    toDatabaseUrl({
      scheme,
      host: value('host'),
      port: value('port'),
      user: value('username'),
      password: value('password'),
      socket: value('socket'),
      database,
    }),
  )
}

/** `ENV["X"]`, `ENV.fetch("X") { "default" }`, `ENV.fetch("X", "default")`. */
function evaluate(ruby: string, lookup: Lookup): string | undefined {
  const [, name = '', rest = ''] = /^ENV(?:\.fetch\(\s*|\[\s*)['"](\w+)['"](.*)$/.exec(ruby) ?? []
  return name === '' ? undefined : (lookup(name) ?? /['"]?([\w./:@-]+)['"]?\s*[)}]\s*$/.exec(rest)?.[1])
}

function child(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}
