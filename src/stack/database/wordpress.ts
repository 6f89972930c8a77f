import type { DeclaredDatabase, Lookup } from './declared.ts'
import { toDatabaseUrl } from './declared.ts'

/** `define('DB_NAME', 'shop');` in wp-config.php, or what it takes from the environment. */
export function readWordpressConfig(text: string, file: string, lookup: Lookup): DeclaredDatabase | undefined {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*(?:\/\/|#).*$/gm, '')
  const value = (name: string): string | undefined => {
    const [, quote, literal, variable] =
      new RegExp(
        `define\\(\\s*['"]${name}['"]\\s*,\\s*(?:(['"])((?:\\\\.|(?!\\1).)*)\\1|(?:getenv|env|getenv_docker)\\(\\s*['"](\\w+)['"][^)]*\\)|\\$_ENV\\[['"](\\w+)['"]\\])`,
      ).exec(code) ?? []
    if (quote !== undefined) return (literal ?? '').replaceAll(/\\(['"\\])/g, '$1')
    return variable === undefined ? undefined : lookup(variable)
  }
  const database = value('DB_NAME')
  if (database === undefined || database === '' || database === 'database_name_here') return undefined
  // `localhost:3307`, `localhost:/run/mysqld/mysqld.sock`
  const [host, ...rest] = (value('DB_HOST') ?? 'localhost').split(':')
  const behind = rest.join(':')
  const url = toDatabaseUrl({
    scheme: 'mysql',
    host,
    port: /^\d+$/.test(behind) ? behind : undefined,
    socket: behind.startsWith('/') ? behind : undefined,
    user: value('DB_USER'),
    password: value('DB_PASSWORD'),
    database,
  })
  return { url, file, key: 'DB_NAME', folder: '.' }
}
