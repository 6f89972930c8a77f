import type { JsonObject, JsonValue } from '../../../core/json.ts'
import { type ConnectTo, describeOrigin, type SettingName } from '../../../core/settings.ts'
import { appPlace } from '../../../probes/app-place.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { observeOnce } from '../../observe-once.ts'
import { formatOf } from '../../run-report.ts'

const names: readonly SettingName[] = [
  'environment',
  'callbackUrl',
  'appUrl',
  'databaseUrl',
  'darajaUrl',
  'ngrokApi',
  'connectTo',
  'cacert',
  'dnsServer',
  'budget',
  'offline',
  'testOrder',
  'orders',
  'variables',
]

interface Line {
  readonly name: SettingName | 'loader'
  readonly value: JsonValue
  readonly origin: string
}

export const runConfig: CommandBody = async (invocation) => {
  const { output, redactor } = invocation
  const app = await detectedApp(invocation)
  const described = [
    ...names.map((name) => (name === 'appUrl' && app !== undefined ? app : describe(name, invocation))),
    describeLoaders(invocation),
  ]
  if (formatOf(invocation) === 'json') {
    const document = Object.fromEntries(
      described.map(({ name, value, origin }) => [name, { value: redactor.value(value), origin }]),
    )
    output.document(`${JSON.stringify(document, null, 2)}\n`)
    return 0
  }
  for (const { name, value, origin } of described) {
    const lines = linesOf(name, value)
    const shown = [...(lines.length === 0 ? ['-'] : lines), output.paint.dim(origin)].join(`\n${' '.repeat(13)}`)
    output.data(`${output.paint.bold(name.padEnd(12))} ${shown}\n`)
  }
  return 0
}

function describe(name: SettingName, { settings }: Invocation): Line {
  const setting = settings.get(name)
  if (setting === undefined) return { name, value: null, origin: 'not set' }
  return { name, value: show(name, setting.value), origin: describeOrigin(setting.origin) }
}

/** Where the app is, if nobody said so and it is found: what the other commands then use. */
async function detectedApp(invocation: Invocation): Promise<Line | undefined> {
  const place = await observeOnce(invocation, appPlace)
  if (!place.available || place.value.origin.kind !== 'detected') return undefined
  return { name: 'appUrl', value: place.value.value, origin: describeOrigin(place.value.origin) }
}

function describeLoaders({ project }: Invocation): Line {
  const { source, loaders } = project.stack
  const [first] = loaders
  const origins = {
    detected: `detected: ${first?.file} ${first?.because}`,
    named: first?.file ?? '',
    unknown: 'default: nothing says how the app reads its env file',
  }
  return { name: 'loader', value: loaders.map(({ name }) => name), origin: origins[source] }
}

function show(name: SettingName, value: unknown): JsonValue {
  // The password is masked by the redaction that every output passes; the rest of the URL is what people look for here.
  if (name === 'databaseUrl') return (value as { reveal(): string }).reveal()
  if (name === 'cacert') return (value as { file: string }).file
  if (name === 'budget') return `${String(value)} ms`
  return JSON.parse(JSON.stringify(value)) as JsonValue
}

/** As people would type it: a rule or an address a line, and the entries of a map. */
function linesOf(name: Line['name'], value: JsonValue): readonly string[] {
  if (value === null) return ['-']
  if (name === 'connectTo') return (value as unknown as readonly ConnectTo[]).map(describeRule)
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  return typeof value === 'object' ? entriesOf(value as JsonObject) : [String(value)]
}

function describeRule({ host, port, toHost, toPort }: ConnectTo): string {
  const bracketed = (name: string): string => (name.includes(':') ? `[${name}]` : name)
  return `${bracketed(host)}:${port ?? ''}:${bracketed(toHost)}:${toPort ?? ''}`
}

function entriesOf(map: JsonObject, prefix = ''): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? entriesOf(value as JsonObject, `${prefix}${key}.`)
      : [`${prefix}${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  )
}
