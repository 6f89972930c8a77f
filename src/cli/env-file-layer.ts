import { secret } from '../core/secret.ts'
import type { Setting, SettingName, SettingsLayer, SettingValues } from '../core/settings.ts'
import { guessEnvironment } from '../daraja/environment.ts'
import type { EnvEntry, EnvValues } from '../probes/env-values.ts'
import { toDatabaseUrl } from '../stack/database/declared.ts'

type Readers = {
  readonly [K in SettingName]?: (
    values: EnvValues,
    nameOf: (variable: string) => string,
  ) => Setting<SettingValues[K]> | undefined
}

/** What the app's own variables say about where things are. */
const readers: Readers = {
  callbackUrl: (values, nameOf) => plain(values.get(nameOf('MPESA_CALLBACK_URL'))),
  environment: (values, nameOf) => {
    const entry = values.get(nameOf('MPESA_ENVIRONMENT')) ?? values.get('MPESA_ENV')
    // `live` is taken for production here: a tool that may simulate payments must rather refuse once too often.
    const value = entry === undefined ? undefined : guessEnvironment(entry.value)
    return entry === undefined || value === undefined ? undefined : { value, origin: entry.origin }
  },
  appUrl: readAppUrl,
  databaseUrl: (values) => {
    const entry = databaseNames.map((name) => values.get(name)).find((found) => found !== undefined)
    if (entry !== undefined && /^[a-z][a-z0-9+]*:/i.test(entry.value))
      return { value: secret(entry.value), origin: entry.origin }
    return databaseFromParts(values)
  },
}

/** Frameworks and hosts of databases each have a name for it. */
const databaseNames = ['DATABASE_URL', 'DB_URL', 'SQLALCHEMY_DATABASE_URI', 'DATABASE_URI', 'POSTGRES_URL', 'MYSQL_URL']

export function envFileLayer(values: EnvValues, names: Readonly<Record<string, string>>): SettingsLayer {
  return (name) => readers[name]?.(values, (variable) => names[variable] ?? variable)
}

/** Only Flask reads `FLASK_RUN_PORT`, so whoever sets it means it; `PORT` may be left over from a template. */
const portNames = ['FLASK_RUN_PORT', 'PORT', 'APP_PORT', 'SERVER_PORT']
const addressNames = ['APP_URL', 'APP_HOST']

/** A file that says it goes before what this shell happens to export. */
function readAppUrl(values: EnvValues): Setting<string> | undefined {
  const found = [
    ...portNames.map((name) => appAt(values.get(name), (value) => (/^\d{1,5}$/.test(value) ? value : undefined))),
    ...addressNames.map((name) => appAt(values.get(name), localPort)),
  ].filter((setting) => setting !== undefined)
  return found.find(({ origin }) => origin.kind === 'env-file') ?? found[0]
}

function appAt(
  entry: EnvEntry | undefined,
  portOf: (value: string) => string | undefined,
): Setting<string> | undefined {
  const port = entry === undefined ? undefined : Number(portOf(entry.value.trim()))
  // Port 0 stands for any that is free.
  return entry === undefined || port === undefined || !(port >= 1 && port <= 65_535)
    ? undefined
    : { value: `http://127.0.0.1:${port}`, origin: entry.origin }
}

/** A public address is not where the app listens, and without a port it says nothing: Laravel's template has `http://localhost`. */
function localPort(value: string): string | undefined {
  return /^(?:http:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(\d{1,5})(?:\/|$)/i.exec(value)?.[1]
}

function plain(entry: EnvEntry | undefined): Setting<string> | undefined {
  return entry === undefined || entry.value === '' ? undefined : { value: entry.value, origin: entry.origin }
}

/** Laravel's `DB_CONNECTION`, `DB_HOST` …; many others use the same names. */
function databaseFromParts(values: EnvValues): Setting<SettingValues['databaseUrl']> | undefined {
  const host = values.get('DB_HOST')
  const database = values.get('DB_DATABASE') ?? values.get('DB_NAME')
  const connection = values.get('DB_CONNECTION') ?? values.get('DB_ENGINE')
  const kind = connection?.value.split('.').at(-1)?.toLowerCase()
  const path = database?.value === '' ? undefined : database
  // Laravel's file where the template leaves the name commented out.
  if (connection !== undefined && (kind === 'sqlite' || kind === 'sqlite3'))
    return {
      value: secret(toDatabaseUrl({ scheme: kind, database: path?.value ?? 'database/database.sqlite' })),
      origin: (path ?? connection).origin,
    }
  if (host === undefined || database === undefined) return undefined
  const port = values.get('DB_PORT')?.value
  const url = toDatabaseUrl({
    scheme: kind ?? (port === '3306' ? 'mysql' : 'postgresql'),
    host: host.value,
    port,
    user: (values.get('DB_USERNAME') ?? values.get('DB_USER'))?.value,
    password: (values.get('DB_PASSWORD') ?? values.get('DB_PASS'))?.value,
    database: database.value,
  })
  return { value: secret(url), origin: host.origin }
}
