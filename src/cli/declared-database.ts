import { dirname, isAbsolute, resolve } from 'node:path'
import type { Ports } from '../core/ports.ts'
import { secret } from '../core/secret.ts'
import type { Setting, SettingValues } from '../core/settings.ts'
import type { EnvValues } from '../probes/env-values.ts'
import { type DeclaredDatabase, encodePath, type Lookup } from '../stack/database/declared.ts'
import { readDjangoSettings } from '../stack/database/django.ts'
import { readPrismaSchema } from '../stack/database/prisma.ts'
import { readWordpressConfig } from '../stack/database/wordpress.ts'
import { decodeSource } from '../stack/decode-source.ts'

type DatabaseSetting = Setting<SettingValues['databaseUrl']>
type Reader = (text: string, file: string, lookup: Lookup) => DeclaredDatabase | undefined

const maxBytes = 262_144

/** The database that the project's own files declare; they are read and never run. Undefined if none does. */
export async function findDeclaredDatabase(
  folder: string,
  { files }: Pick<Ports, 'files'>,
  values: EnvValues,
): Promise<DatabaseSetting | undefined> {
  const lookup: Lookup = (name) => values.get(name)?.value
  const read = async (path: string): Promise<string | undefined> => {
    const content = await files.read(resolve(folder, path), { maxBytes })
    return content.kind === 'read' ? decodeSource(content.bytes) : undefined
  }
  for (const [path, reader] of await candidates(read)) {
    const text = await read(path)
    const declared = text === undefined ? undefined : reader(text, path, lookup)
    if (declared === undefined) continue
    const url = await withAbsolutePath(declared.url, [resolve(folder, declared.folder), folder], { files })
    return { value: secret(url), origin: { kind: 'detected', how: `${declared.file} (${declared.key})` } }
  }
  return undefined
}

async function candidates(
  read: (path: string) => Promise<string | undefined>,
): Promise<readonly (readonly [string, Reader])[]> {
  const manage = await read('manage.py')
  const settings = /DJANGO_SETTINGS_MODULE['"], *['"]([\w.]{1,100})['"]/.exec(manage ?? '')?.[1]?.replaceAll('.', '/')
  const django =
    settings === undefined
      ? []
      : [
          `${settings}.py`,
          `${settings}/__init__.py`,
          `${settings}/base.py`,
          `${settings.replace(/\/[^/]*$/, '')}/base.py`,
        ]
  const rails: Reader | undefined =
    (await read('config/database.yml')) === undefined
      ? undefined
      : (await import('../libraries/rails-database.ts')).readRailsConfig
  return [
    ['prisma/schema.prisma', readPrismaSchema],
    ['schema.prisma', readPrismaSchema],
    ...django.map((path) => [path, readDjangoSettings] as const),
    ...(rails === undefined ? [] : [['config/database.yml', rails] as const]),
    ['wp-config.php', readWordpressConfig],
  ]
}

/** The setting with a path that means the same wherever it is read: relative to whoever named it. */
export async function settleDatabase(
  { value, origin }: DatabaseSetting,
  folder: string,
  ports: Pick<Ports, 'files'>,
): Promise<DatabaseSetting> {
  const url = value.reveal()
  const own = origin.kind === 'config' || origin.kind === 'env-file' ? dirname(resolve(folder, origin.file)) : folder
  const beside = ['instance', 'prisma'].map((name) => resolve(folder, name))
  const prisma = /^\s*file:/i.test(url) && origin.kind !== 'option' ? [...beside].reverse() : []
  return { value: secret(await withAbsolutePath(url, [...prisma, own, folder, ...beside], ports)), origin }
}

/**
 * The URL with an absolute path, if it is one of SQLite: relative ones mean the folder of whoever names them. Flask looks
 * in `instance`, Prisma beside its schema, Symfony writes the project's folder as a placeholder.
 */
export async function withAbsolutePath(
  url: string,
  folders: readonly string[],
  { files }: Pick<Ports, 'files'>,
): Promise<string> {
  const [, scheme = '', rest = ''] = /^\s*(sqlite3?|spatialite|file)(?:\+\w+)?:(.*?)\s*$/is.exec(url) ?? []
  if (scheme === '' || rest.includes(':memory:')) return url
  const project = folders.at(-3) ?? folders[0] ?? '.'
  const query = /[?].*$/.exec(rest)?.[0] ?? ''
  const told = rest.slice(0, rest.length - query.length).replace(/%kernel\.project_dir%/, project)
  const bare = told.replace(/^\/\/(?=[^/]|\/)/, '')
  // Three slashes: relative to most libraries, absolute to some and to whoever types them.
  const slashed = told.startsWith('///')
  const spellings = slashed && scheme !== 'file' ? [bare.replace(/^\//, ''), bare] : [bare]
  const places = spellings.flatMap((path) =>
    isAbsolute(path) ? [path] : folders.map((folder) => resolve(folder, path)),
  )
  for (const place of places)
    if ((await files.stat(decoded(place))) !== null) return `sqlite:${encodePath(decoded(place))}`
  const [first] = places
  return first === undefined ? url : `sqlite:${encodePath(decoded(first))}`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
