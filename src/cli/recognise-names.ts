import type { Setting } from '../core/settings.ts'
import type { SourcesPort } from '../core/sources-port.ts'
import { requiredVariables } from '../daraja/required-variables.ts'
import { recogniseFamily } from '../daraja/variable-names.ts'
import { knownVariables } from '../daraja/variables.ts'
import type { EnvValues } from '../probes/env-values.ts'

export interface NameRequest {
  readonly values: EnvValues
  /** Our name → the app's, from the config. */
  readonly configured: Readonly<Record<string, string>>
  readonly sources: SourcesPort
  readonly folder: string
}

/**
 * The names that this app has for our variables, beyond those of the config: all of them under one other prefix, an alias
 * that the app's own source reads where it reads ours nowhere, or a spelling that is usual (`MPESA_SHORT_CODE`) where no
 * source contradicts. What cannot be told so stays a near miss: a name that is only similar is more likely wrong than
 * chosen.
 */
export async function recogniseNames(
  request: NameRequest,
): Promise<Setting<Readonly<Record<string, string>>> | undefined> {
  const { values, configured } = request
  const present = new Set(values.names)
  const missing = requiredVariables.filter((name) => !present.has(configured[name] ?? name))
  if (missing.length === 0) return undefined
  const family = recogniseFamily(values.names)
  if (family !== undefined) {
    const prefix = /^[A-Z]+_/.exec([...family.values()][0] ?? '')?.[0] ?? ''
    return {
      value: { ...Object.fromEntries(family), ...configured },
      origin: { kind: 'detected', how: `every required variable stands under ${prefix}` },
    }
  }
  return recogniseInSource(missing, present, request)
}

/** Our name → the spelling in the env file, for apps that find `mpesa_passkey` under `MPESA_PASSKEY`. */
export function namesInOtherCase(
  { names, ignoresCase }: Pick<EnvValues, 'names' | 'ignoresCase'>,
  configured: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (!ignoresCase) return {}
  const spelled = new Map(names.map((name) => [name.toUpperCase(), name]))
  const present = new Set(names)
  return Object.fromEntries(
    knownVariables.flatMap(({ name }) => {
      const own = spelled.get(name)
      return own === undefined || present.has(name) || Object.hasOwn(configured, name) ? [] : [[name, own]]
    }),
  )
}

const searchLimitMs = 250
/** Beside `MPESA_…` names, other spellings of the same and Safaricom's own abbreviation are chosen, not mistaken. */
const usualPrefix = /^(?:MPESA|LNMO|LNM|LIPA_NA_MPESA)_/
const notSource = /(?:^|\/)\.env|\.(?:md|mdx|rst|txt|lock|example|sample|dist)$/i

async function recogniseInSource(
  missing: readonly string[],
  present: ReadonlySet<string>,
  { configured, sources, folder }: NameRequest,
): Promise<Setting<Readonly<Record<string, string>>> | undefined> {
  const pairs = missing.flatMap((name) => {
    const aliases: readonly string[] = knownVariables.find((variable) => variable.name === name)?.aliases ?? []
    const found = aliases.filter((alias) => present.has(alias))
    const [alias] = found
    return alias !== undefined && found.length === 1 ? [{ name, alias }] : []
  })
  if (pairs.length === 0) return undefined
  const words = pairs.flatMap(({ name, alias }) => [name, alias])
  const { hits } = await sources.search({
    folder,
    pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${words.join('|')})(?![A-Za-z0-9_])`, 'g'),
    maxFileBytes: 512 * 1024,
    limitMs: searchLimitMs,
    maxHits: 500,
    signal: AbortSignal.timeout(searchLimitMs),
  })
  const reads = hits.filter(({ file }) => !notSource.test(file))
  const proven = pairs.flatMap(({ name, alias }) => {
    const hit = reads.find(({ match }) => match === alias)
    return hit === undefined || reads.some(({ match }) => match === name) ? [] : [{ name, alias, hit }]
  })
  const usual = pairs.filter(
    ({ name, alias }) =>
      usualPrefix.test(alias) &&
      !proven.some((pair) => pair.name === name) &&
      !reads.some(({ match }) => match === name),
  )
  const taken = [...proven, ...usual]
  if (taken.length === 0) return undefined
  const [first] = proven
  const how =
    first === undefined
      ? `${usual[0]?.alias} is a usual name, and no source here reads ${usual[0]?.name}`
      : `${first.hit.file}:${first.hit.line} reads ${first.alias}`
  return {
    value: { ...Object.fromEntries(taken.map(({ name, alias }) => [name, alias])), ...configured },
    origin: { kind: 'detected', how },
  }
}
