import { existsSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { usageError } from '../core/errors.ts'
import type { FilesPort } from '../core/files-port.ts'
import type { Ports } from '../core/ports.ts'
import type { FileSnapshot, Project } from '../core/project.ts'
import type { Redactor } from '../core/redact.ts'
import { secret } from '../core/secret.ts'
import {
  createSettings,
  layerOf,
  type Setting,
  type SettingName,
  type Settings,
  type SettingValues,
} from '../core/settings.ts'
import { apiUrlOf } from '../daraja/api-host.ts'
import { fallbackEnvironment } from '../daraja/environment.ts'
import { isSecretName, misplacedCredential } from '../daraja/secret-names.ts'
import { decodeText } from '../env-file/bytes.ts'
import type { EnvValues } from '../probes/env-values.ts'
import { detectStack } from '../stack/detect-stack.ts'
import { planEnvFiles } from '../stack/env-file-names.ts'
import { findEnvFiles } from '../stack/find-env-files.ts'
import { gatherFacts } from '../stack/gather-facts.ts'
import { chooseStack } from './choose-stack.ts'
import type { Deps } from './deps.ts'
import { envFileLayer } from './env-file-layer.ts'
import { isOwnWord } from './own-words.ts'
import { namesInOtherCase, recogniseNames } from './recognise-names.ts'
import type { ResolvedValues } from './resolve-values.ts'

/** Where frameworks write down which database is theirs. */
const databaseFiles = ['manage.py', 'prisma/schema.prisma', 'schema.prisma', 'config/database.yml', 'wp-config.php']
const maxEnvFileBytes = 1_048_576

/** The project as this run sees it. A file named with `--dotenv` must exist. */
export async function loadProject(
  folder: string,
  named: ResolvedValues,
  { ports: { files }, variables, nodeVersion }: Pick<Deps, 'ports' | 'variables' | 'nodeVersion'>,
): Promise<Project> {
  const given = named.get('dotenv')?.value as readonly string[] | undefined
  const facts = await gatherFacts(folder, files, Number.parseInt(nodeVersion.replace(/^v/, ''), 10))
  const stack = chooseStack(detectStack(facts), named, variables)
  const paths = given ?? (await findEnvFiles(planEnvFiles(stack, facts, variables), folder, files, dirname))
  const snapshots = await Promise.all(
    paths.map(async (path): Promise<FileSnapshot> => {
      const absolutePath = resolve(folder, path)
      const shown = relative(folder, absolutePath)
      const content = await files.read(absolutePath, { maxBytes: maxEnvFileBytes })
      if (content.kind === 'missing' && given !== undefined)
        throw usageError('env-file-missing', `The env file ${path} does not exist`, {
          summary: 'correct the path behind --dotenv',
        })
      return { path: shown === '' || isAbsolute(shown) ? absolutePath : shown, absolutePath, content }
    }),
  )
  return {
    folder,
    envFiles: snapshots,
    envFilesNamed: given !== undefined,
    stack,
    // Each look into the process's own environment is a call into the system.
    processVariables: { ...variables },
  }
}

/** Options, variables and config first, then what the app's env file says, then defaults. */
export async function loadSettings(
  values: ResolvedValues,
  envValues: EnvValues,
  positional: { readonly callbackUrl?: string; readonly order?: string },
  { files, sources }: Pick<Ports, 'files' | 'sources'>,
  folder: string,
): Promise<Settings> {
  const given: { -readonly [K in SettingName]?: Setting<SettingValues[K]> } = {}
  const names: readonly SettingName[] = [
    'environment',
    'offline',
    'appUrl',
    'callbackUrl',
    'darajaUrl',
    'ngrokApi',
    'connectTo',
    'dnsServer',
    'budget',
    'testOrder',
    'orders',
    'variables',
  ]
  for (const name of names) {
    const resolved = values.get(name)
    if (resolved !== undefined) Object.assign(given, { [name]: resolved })
  }
  const databaseUrl = values.get('databaseUrl')
  if (databaseUrl !== undefined)
    given.databaseUrl = { value: secret(String(databaseUrl.value)), origin: databaseUrl.origin }
  const cacert = values.get('cacert')
  if (cacert !== undefined)
    given.cacert = { value: await readCertificate(String(cacert.value), folder, files), origin: cacert.origin }
  if (positional.callbackUrl !== undefined)
    given.callbackUrl = { value: positional.callbackUrl, origin: { kind: 'option', name: 'the command line' } }
  if (positional.order !== undefined)
    given.order = { value: positional.order, origin: { kind: 'option', name: 'the command line' } }
  const named = (values.get('variables')?.value ?? {}) as Readonly<Record<string, string>>
  const inOtherCase = namesInOtherCase(envValues, named)
  const configured = { ...inOtherCase, ...named }
  if (Object.keys(inOtherCase).length > 0)
    given.variables = {
      value: configured,
      origin: { kind: 'detected', how: 'the app finds names in any case' },
    }
  const recognised = await recogniseNames({ values: envValues, configured, sources, folder })
  if (recognised !== undefined) given.variables = recognised
  const renamed = recognised?.value ?? configured
  const envLayer = envFileLayer(envValues, renamed)
  const database = await locateDatabase(given.databaseUrl ?? envLayer('databaseUrl'), folder, envValues, { files })
  if (database !== undefined) given.databaseUrl = database
  const environment = (given.environment ?? envLayer('environment'))?.value ?? fallbackEnvironment
  return createSettings([
    layerOf(given),
    envLayer,
    layerOf({
      darajaUrl: { value: apiUrlOf(environment), origin: { kind: 'default' } },
      budget: { value: 8_000, origin: { kind: 'default' } },
      ngrokApi: { value: 'http://127.0.0.1:4040', origin: { kind: 'default' } },
    }),
  ])
}

/** Only where there is something to be read: nothing else is loaded for it. */
async function locateDatabase(
  setting: Setting<SettingValues['databaseUrl']> | undefined,
  folder: string,
  envValues: EnvValues,
  ports: Pick<Ports, 'files'>,
): Promise<Setting<SettingValues['databaseUrl']> | undefined> {
  if (setting !== undefined)
    return /^\s*(sqlite|spatialite|file)/i.test(setting.value.reveal())
      ? (await import('./declared-database.ts')).settleDatabase(setting, folder, ports)
      : undefined
  if (!databaseFiles.some((name) => existsSync(resolve(folder, name)))) return undefined
  return (await import('./declared-database.ts')).findDeclaredDatabase(folder, ports, envValues)
}

async function readCertificate(path: string, folder: string, files: FilesPort): Promise<SettingValues['cacert']> {
  const result = await files.read(resolve(folder, path), { maxBytes: maxEnvFileBytes })
  if (result.kind !== 'read')
    throw usageError(
      'cacert-unreadable',
      `The CA file ${path} ${result.kind === 'missing' ? 'does not exist' : `cannot be read (${result.code})`}`,
      { summary: 'correct the path behind --cacert' },
    )
  const pem = new TextDecoder().decode(result.bytes)
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw usageError('cacert-unreadable', `The CA file ${path} holds no PEM certificate`, {
      summary: 'give a file that begins with -----BEGIN CERTIFICATE-----',
    })
  return { file: path, pem }
}

const databasePassword = /^(?:DB|DATABASE|PG|POSTGRES(?:QL)?|MYSQL|MARIADB)_?(?:ROOT_)?PASS(?:WORD)?$/i

/** Tells the redactor every secret of the app that this run has read. */
export function hideSecrets(redactor: Redactor, envValues: EnvValues, settings: Settings): void {
  const renamed = settings.get('variables')?.value ?? {}
  const hide = (name: string, value: string): void => {
    if (name === 'DATABASE_URL' || name === 'DB_URL') hidePassword(redactor, value)
    else if (databasePassword.test(name)) redactor.add(...[value, value.trim()].filter((word) => !isOwnWord(word)))
    else if (isSecretName(name, renamed)) redactor.add(value, value.trim())
    else redactor.add(misplacedCredential(name, value, renamed) ?? '')
  }
  for (const name of envValues.names) {
    const entry = envValues.get(name)
    if (entry !== undefined) hide(name, entry.value)
  }
  // Also what the app's own loader does not get: another loader, or the file itself, is quoted as well.
  for (const { document } of envValues.files)
    for (const segment of document?.segments ?? [])
      if (segment.kind === 'assignment')
        hide(segment.key, decodeText(document?.bytes ?? new Uint8Array(), segment.value))
  const databaseUrl = settings.get('databaseUrl')?.value
  if (databaseUrl !== undefined) hidePassword(redactor, databaseUrl.reveal())
}

/** Tells the redactor the password of a URL, in both its spellings; in a URL it is hidden even where it is a plain word. */
export function hidePassword(redactor: Redactor, url: string): void {
  const password = URL.canParse(url) ? new URL(url).password : /:\/\/[^:@/]*:([^@]*)@/.exec(url)?.[1]
  if (password === undefined || isOwnWord(password)) return
  redactor.add(password)
  try {
    redactor.add(decodeURIComponent(password))
  } catch {
    // A stray percent sign: then the raw spelling is all there is.
  }
}
