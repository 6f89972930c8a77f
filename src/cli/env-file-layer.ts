import { secret } from '../core/secret.ts'
import type { Setting, SettingName, SettingsLayer, SettingValues } from '../core/settings.ts'
import { guessEnvironment } from '../daraja/environment.ts'
import type { EnvEntry, EnvValues } from '../probes/env-values.ts'

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
    const entry = values.get('DATABASE_URL') ?? values.get('DB_URL')
    if (entry !== undefined && /^[a-z][a-z0-9+]*:/i.test(entry.value))
      return { value: secret(entry.value), origin: entry.origin }
    return databaseFromParts(values)
  },
}

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

const schemes: Readonly<Record<string, string>> = {
  pgsql: 'postgresql',
  postgres: 'postgresql',
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
}

/** Laravel's `DB_CONNECTION`, `DB_HOST` …; many others use the same names. */
function databaseFromParts(values: EnvValues): Setting<SettingValues['databaseUrl']> | undefined {
  const host = values.get('DB_HOST')
  const database = values.get('DB_DATABASE') ?? values.get('DB_NAME')
  if (host === undefined || database === undefined) return undefined
  const kind = values.get('DB_CONNECTION')?.value ?? values.get('DB_ENGINE')?.value.split('.').at(-1) ?? 'postgresql'
  const scheme = schemes[kind.toLowerCase()] ?? kind.toLowerCase()
  const user = values.get('DB_USERNAME') ?? values.get('DB_USER')
  const password = values.get('DB_PASSWORD') ?? values.get('DB_PASS')
  const port = values.get('DB_PORT')?.value
  const login =
    user === undefined
      ? ''
      : `${encodeURIComponent(user.value)}${password === undefined ? '' : `:${encodeURIComponent(password.value)}`}@`
  const url = `${scheme}://${login}${host.value}${port === undefined || port === '' ? '' : `:${port}`}/${encodeURIComponent(database.value)}`
  return { value: secret(url), origin: host.origin }
}
