import type { DeclaredDatabase, Lookup } from './declared.ts'
import { toDatabaseUrl } from './declared.ts'

/** `DATABASES['default']` as far as it is written out or named after variables; nothing is run. */
export function readDjangoSettings(text: string, file: string, lookup: Lookup): DeclaredDatabase | undefined {
  const code = text.replaceAll(/^\s*#.*$/gm, '')
  const databases = block(code, /^DATABASES\s*(?::[^=\n]*)?=\s*/m)
  const entry = databases === undefined ? undefined : (block(databases, /['"]default['"]\s*:\s*/) ?? undefined)
  const found = (url: string): DeclaredDatabase => ({ url, file, key: 'DATABASES', folder: baseFolder(code, file) })
  if (entry === undefined || !entry.startsWith('{')) {
    const call = /['"]default['"]\s*:\s*(?:dj_database_url|env)\.\w+\(([^)]*\)?[^)]*)\)/.exec(code)?.[1]
    const url = call === undefined ? undefined : urlOfCall(call, lookup)
    return url === undefined ? undefined : found(url)
  }
  const value = (key: string): string | undefined => {
    const expression = new RegExp(`['"]${key}['"]\\s*:\\s*([^\\n]*)`).exec(entry)?.[1]
    return expression === undefined ? undefined : evaluate(expression.trim(), lookup)
  }
  const engine = value('ENGINE')?.split('.').at(-1)
  const database = value('NAME')
  if (engine === undefined || database === undefined || database === '') return undefined
  const url = toDatabaseUrl({
    scheme: engine,
    host: value('HOST'),
    port: value('PORT'),
    user: value('USER'),
    password: value('PASSWORD'),
    database,
  })
  return found(url)
}

/** A text, or the variable that it comes from with its default; undefined for everything else. */
function evaluate(expression: string, lookup: Lookup): string | undefined {
  const literal = /^(?:r|u)?(['"])((?:\\.|(?!\1).)*)\1/.exec(expression)?.[2]
  if (literal !== undefined) return literal
  const number = /^(\d+)\s*,?/.exec(expression)?.[1]
  if (number !== undefined) return number
  // `BASE_DIR / 'db.sqlite3'`, `os.path.join(BASE_DIR, 'db.sqlite3')`, each perhaps in `str(…)`
  if (/BASE_DIR|PROJECT_ROOT|ROOT_DIR/.test(expression)) {
    const parts = [...expression.matchAll(/['"]([^'"]+)['"]/g)].map(([, part]) => part)
    return parts.length === 0 ? undefined : parts.join('/')
  }
  const call =
    /^(?:os\.environ\.get|os\.getenv|getenv|env(?:\.\w+)?|config|os\.environ)\s*[([]\s*['"](\w+)['"]\s*(?:,\s*(?:default\s*=\s*)?(['"])(.*?)\2)?/.exec(
      expression,
    )
  if (call === null) return undefined
  return lookup(call[1] ?? '') ?? call[3]
}

/** `default='sqlite:///db.sqlite3'`; a variable besides `DATABASE_URL` is asked for, too. */
function urlOfCall(call: string, lookup: Lookup): string | undefined {
  const variable = /(?:^|env\s*=\s*|get\(\s*)['"]([A-Z][A-Z0-9_]*)['"]/.exec(call)?.[1]
  const named = variable === undefined ? undefined : lookup(variable)
  return named ?? /['"]([a-z][a-z0-9+]*:[^'"]*)['"]/.exec(call)?.[1]
}

/** The expression in braces that follows, or the line. */
function block(code: string, before: RegExp): string | undefined {
  const match = before.exec(code)
  if (match === null) return undefined
  const start = match.index + match[0].length
  if (code[start] !== '{') return code.slice(start).split('\n')[0]
  let depth = 0
  for (let at = start; at < code.length; at++) {
    if (code[at] === '{') depth++
    if (code[at] === '}') depth--
    if (depth === 0) return code.slice(start, at + 1)
  }
  return undefined
}

/** Where `BASE_DIR` is: so many folders above the settings as the file says, two where it does not. */
function baseFolder(code: string, file: string): string {
  const line = /^\s*BASE_DIR\s*=.*$/m.exec(code)?.[0] ?? ''
  const up = line.split('.parent').length - 1 || line.split('dirname(').length - 1 || 2
  const folder = file.split('/').slice(0, -up).join('/')
  return folder === '' ? '.' : folder
}
