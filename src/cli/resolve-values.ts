import { resolve } from 'node:path'
import { usageError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Origin } from '../core/settings.ts'
import { knownVariables } from '../daraja/variables.ts'
import type { ConfigFile } from './config-file.ts'
import { longName, type OptionDefinition, OptionValueError, optionKey, variableName } from './option.ts'

export interface ResolvedValue {
  readonly value: unknown
  readonly origin: Origin
}

export type ResolvedValues = ReadonlyMap<string, ResolvedValue>

/** Keys of the config file that are no options. */
export const configOnlyKeys = ['testOrder', 'orders', 'variables'] as const

const notInConfig: ReadonlySet<string> = new Set(['cwd', 'config', 'json', 'showSecrets', 'version', 'help', 'save'])
const pathKeys: ReadonlySet<string> = new Set(['dotenv', 'cacert'])

/** Values from the command line, else from `MPESA_DOCTOR_*`; the config file comes later, for it is found by these. */
export function resolveGiven(
  definitions: readonly OptionDefinition[],
  given: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string | undefined>>,
): Map<string, ResolvedValue> {
  const values = new Map<string, ResolvedValue>()
  for (const definition of definitions) {
    const key = optionKey(definition.flags)
    const name = variableName(definition.flags)
    const text = variables[name]
    if (given[key] !== undefined)
      values.set(key, { value: given[key], origin: { kind: 'option', name: `--${longName(definition.flags)}` } })
    else if (text !== undefined && text !== '' && !values.has(key))
      values.set(key, { value: readVariable(definition, name, text), origin: { kind: 'variable', name } })
  }
  preferJson(values)
  return values
}

/** `--json` is `--format json`, at its own strength: as an option it beats a format from a variable. */
function preferJson(values: Map<string, ResolvedValue>): void {
  const json = values.get('json')
  const format = values.get('format')
  if (json?.value !== true) return
  if (format === undefined || (json.origin.kind === 'option' && format.origin.kind !== 'option'))
    values.set('format', { value: 'json', origin: json.origin })
}

function readVariable(definition: OptionDefinition, name: string, text: string): unknown {
  if (definition.parse === undefined) return readSwitch(name, text) !== longName(definition.flags).startsWith('no-')
  const read = (part: string): unknown => parseNamed(definition, part, name)
  return definition.repeatable === true
    ? text
        .split(/\s+/)
        .filter((part) => part !== '')
        .map(read)
    : read(text)
}

function readSwitch(name: string, text: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true
  if (/^(0|false|no|off)$/i.test(text)) return false
  throw usageError('bad-value', `${name}=${text} is neither on nor off`, { summary: `set ${name}=1 or ${name}=0` })
}

function parseNamed(definition: OptionDefinition, text: string, name: string): unknown {
  try {
    return definition.parse?.(text)
  } catch (error) {
    if (error instanceof OptionValueError) throw usageError('bad-value', `${name}=\`${text}\`: ${error.message}`)
    throw error
  }
}

/** Adds the config file's values where nothing stronger was given. */
export function addConfig(
  values: Map<string, ResolvedValue>,
  definitions: readonly OptionDefinition[],
  config: ConfigFile,
): void {
  const byKey = new Map(definitions.map((definition) => [optionKey(definition.flags), definition]))
  const known = [...byKey.keys()].filter((key) => !notInConfig.has(key)).concat(configOnlyKeys)
  for (const [key, raw] of Object.entries(config.values)) {
    const line = config.lineOf(key)
    const where = `${config.shownPath}${line === undefined ? '' : `:${line}`}`
    const origin: Origin = { kind: 'config', file: config.shownPath, key }
    if (!known.includes(key)) {
      const near = nearestName(key, known)
      const fix = near === undefined ? `use one of: ${known.join(', ')}` : `did you mean \`${near}\`?`
      throw usageError('config-invalid', `${where}: \`${key}\` is not a setting`, { summary: fix })
    }
    const definition = byKey.get(key)
    const value =
      definition === undefined ? readConfigOnly(key, raw, where) : readConfigValue(definition, key, raw, where, config)
    if (!values.has(key)) values.set(key, { value, origin })
  }
}

function readConfigValue(
  definition: OptionDefinition,
  key: string,
  raw: unknown,
  where: string,
  config: ConfigFile,
): unknown {
  if (definition.parse === undefined) {
    if (typeof raw !== 'boolean') throw usageError('config-invalid', `${where}: \`${key}\` must be true or false`)
    return raw
  }
  const read = (part: unknown): unknown => {
    if (typeof part !== 'string' && typeof part !== 'number')
      throw usageError('config-invalid', `${where}: \`${key}\` must be a text`)
    const parsed = parseNamed(definition, String(part), `${where}: ${key}`)
    return pathKeys.has(key) ? resolve(config.folder, String(parsed)) : parsed
  }
  if (definition.repeatable === true) {
    if (Array.isArray(raw) && raw.length === 0)
      throw usageError('config-invalid', `${where}: \`${key}\` is an empty list`, { summary: 'leave it out' })
    return (Array.isArray(raw) ? raw : [raw]).map(read)
  }
  return read(raw)
}

function readConfigOnly(key: string, raw: unknown, where: string): unknown {
  if (key === 'testOrder') {
    if (typeof raw !== 'string' || raw.trim() === '')
      throw usageError('config-invalid', `${where}: \`testOrder\` must be a CheckoutRequestID`)
    return raw
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw usageError('config-invalid', `${where}: \`${key}\` must be an object`)
  if (key === 'variables')
    checkNames(
      raw,
      knownVariables.map(({ name }) => name),
      key,
      where,
    )
  else {
    checkNames(raw, ['schema', 'table', 'columns', 'payments', 'states'], key, where)
    const { columns = {} } = raw as { columns?: unknown }
    if (typeof columns !== 'object' || columns === null)
      throw usageError('config-invalid', `${where}: \`orders.columns\` must be an object`)
    // Their names are read generously, `checkout_request_id` too, and the search for the table says which one does not fit.
    const bad = Object.entries(columns).find(([, value]) => typeof value !== 'string')
    if (bad !== undefined) throw usageError('config-invalid', `${where}: \`orders.columns.${bad[0]}\` must be a text`)
    checkStates(raw, where)
  }
  return raw
}

const stateNames: readonly unknown[] = ['pending', 'paid', 'failed', 'refunded']

function checkStates({ states = {} }: { readonly states?: unknown }, where: string): void {
  if (typeof states !== 'object' || states === null || Array.isArray(states))
    throw usageError('config-invalid', `${where}: \`orders.states\` must be an object`)
  const bad = Object.entries(states).find(([, value]) => !stateNames.includes(value))
  if (bad !== undefined)
    throw usageError('config-invalid', `${where}: \`orders.states.${bad[0]}\` must be ${stateNames.join(', ')}`)
}

function checkNames(entries: object, known: readonly string[], key: string, where: string): void {
  for (const [name, value] of Object.entries(entries)) {
    if (!known.includes(name)) {
      const near = nearestName(name, known)
      throw usageError('config-invalid', `${where}: \`${key}.${name}\` is not a setting`, {
        summary: near === undefined ? `use one of: ${known.join(', ')}` : `did you mean \`${near}\`?`,
      })
    }
    if (typeof value !== 'string' && name !== 'columns' && name !== 'states')
      throw usageError('config-invalid', `${where}: \`${key}.${name}\` must be a text`)
  }
}
