import type { JsonValue } from '../../../core/json.ts'
import { describeOrigin, type SettingName } from '../../../core/settings.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { formatOf } from '../../run-report.ts'

const names: readonly SettingName[] = [
  'environment',
  'callbackUrl',
  'appUrl',
  'databaseUrl',
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
  readonly name: string
  readonly value: JsonValue
  readonly origin: string
}

export const runConfig: CommandBody = async (invocation) => {
  const { output, redactor } = invocation
  const lines = names.map((name) => describe(name, invocation))
  if (formatOf(invocation) === 'json') {
    const document = Object.fromEntries(
      lines.map(({ name, value, origin }) => [name, { value: redactor.value(value), origin }]),
    )
    output.document(`${JSON.stringify(document, null, 2)}\n`)
    return 0
  }
  for (const { name, value, origin } of lines) {
    const shown = value === null ? '-' : typeof value === 'string' ? value : JSON.stringify(value)
    output.data(`${output.paint.bold(name.padEnd(12))} ${shown}\n${' '.repeat(13)}${output.paint.dim(origin)}\n`)
  }
  return 0
}

function describe(name: SettingName, { settings }: Invocation): Line {
  const setting = settings.get(name)
  if (setting === undefined) return { name, value: null, origin: 'not set' }
  return { name, value: show(name, setting.value), origin: describeOrigin(setting.origin) }
}

function show(name: SettingName, value: unknown): JsonValue {
  // The password is masked by the redaction that every output passes; the rest of the URL is what people look for here.
  if (name === 'databaseUrl') return (value as { reveal(): string }).reveal()
  if (name === 'cacert') return (value as { file: string }).file
  if (name === 'budget') return `${String(value)} ms`
  return JSON.parse(JSON.stringify(value)) as JsonValue
}
