import type { ConnectTo, Environment } from '../core/settings.ts'
import { formatNames } from '../reporters/format-names.ts'
import type { OptionDefinition } from './option.ts'
import {
  parseAnyText,
  parseApiUrl,
  parseConnectTo,
  parseDnsServer,
  parseNames,
  parseOneOf,
  parseReportTarget,
  parseTime,
  parseWebUrl,
  type ReportTarget,
} from './parse-values.ts'

const common = 'Global options'
const places = 'Where things are'
const network = 'Network'

/** Options of every command. Each is also `MPESA_DOCTOR_<NAME>` and a key of the config file. */
export const globalOptions: readonly OptionDefinition[] = [
  { group: common, flags: '-C, --cwd <dir>', description: 'work as if started in this folder', parse: parseAnyText },
  {
    group: common,
    flags: '--dotenv <file>',
    description: 'env file to read (default: those that the project reads); repeatable, later wins',
    repeatable: true,
    parse: parseAnyText,
  },
  {
    group: common,
    flags: '--config <file>',
    description: 'config file (default: mpesa-doctor.config.* found upwards)',
    parse: parseAnyText,
  },
  {
    group: common,
    flags: '--environment <name>',
    description: 'sandbox or production (default: MPESA_ENVIRONMENT)',
    parse: parseOneOf('sandbox', 'production'),
  },
  {
    group: common,
    flags: '--format <name>',
    description: `output: ${formatNames.join(', ')}`,
    parse: parseOneOf(...formatNames),
  },
  { group: common, flags: '--json', description: 'same as --format json' },
  {
    group: common,
    flags: '--report <format:file>',
    description: 'also write a report to a file; repeatable',
    repeatable: true,
    parse: parseReportTarget(formatNames),
  },
  {
    group: common,
    flags: '--only <names>',
    description: 'only these codes, checks or families; comma-separated',
    repeatable: true,
    parse: parseNames,
  },
  {
    group: common,
    flags: '--skip <names>',
    description: 'all but these codes, checks or families',
    repeatable: true,
    parse: parseNames,
  },
  { group: common, flags: '--strict', description: 'exit 7 if there are warnings' },
  { group: common, flags: '--offline', description: 'contact nothing but this machine' },
  {
    group: common,
    flags: '--timeout <time>',
    description: 'limit for the whole command: 500ms, 8s, 2m',
    parse: parseTime,
  },
  { group: common, flags: '-q, --quiet', description: 'a line for each problem, one if there is none' },
  { group: common, flags: '-v, --verbose', description: 'show passed evidence, information and what was skipped' },
  { group: common, flags: '--color', description: 'colour even where the output is no terminal' },
  { group: common, flags: '--no-color', description: 'no colour' },
  { group: common, flags: '--ascii', description: 'plain characters instead of glyphs' },
  { group: common, flags: '--no-input', description: 'never ask' },
  { group: common, flags: '--show-secrets', description: 'do not mask secrets and phone numbers (terminal only)' },
  {
    group: places,
    flags: '--app-url <url>',
    description:
      "the app on this machine (default: the tunnel's target, PORT in the env file, the framework's port, the listening process)",
    parse: parseWebUrl,
  },
  {
    group: places,
    flags: '--callback-url <url>',
    description: 'callback URL (default: MPESA_CALLBACK_URL)',
    parse: parseAnyText,
  },
  {
    group: places,
    flags: '--database-url <url>',
    description: 'database (default: DATABASE_URL or DB_*)',
    parse: parseAnyText,
  },
  {
    group: places,
    flags: '--daraja-url <url>',
    description: "Safaricom's API (default: that of the environment; without one the sandbox's)",
    parse: parseApiUrl,
  },
  {
    group: places,
    flags: '--ngrok-api <url>',
    description: 'API of the ngrok agent on this machine (default: http://127.0.0.1:4040)',
    parse: parseWebUrl,
  },
  {
    group: network,
    flags: '--connect-to <h:p:h2:p2>',
    description: 'connect to host2:port2 for host:port, as curl; repeatable',
    repeatable: true,
    parse: parseConnectTo,
  },
  { group: network, flags: '--cacert <file>', description: 'trust this CA (PEM) too', parse: parseAnyText },
  {
    group: network,
    flags: '--dns-server <addr>',
    description: 'ask this DNS server; repeatable',
    repeatable: true,
    parse: parseDnsServer,
  },
  {
    group: network,
    flags: '--budget <time>',
    description: 'how long to wait for a reply (default: 8s)',
    parse: parseTime,
  },
]

/** Values of the global options, read from wherever they were given. */
export interface GlobalValues {
  readonly cwd?: string
  readonly dotenv?: readonly string[]
  readonly config?: string
  readonly environment?: Environment
  readonly format?: string
  readonly json?: boolean
  readonly report?: readonly ReportTarget[]
  readonly only?: readonly (readonly string[])[]
  readonly skip?: readonly (readonly string[])[]
  readonly strict?: boolean
  readonly offline?: boolean
  readonly timeout?: number
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
  readonly ascii?: boolean
  readonly input?: boolean
  readonly showSecrets?: boolean
  readonly appUrl?: string
  readonly callbackUrl?: string
  readonly databaseUrl?: string
  readonly darajaUrl?: string
  readonly ngrokApi?: string
  readonly connectTo?: readonly ConnectTo[]
  readonly cacert?: string
  readonly dnsServer?: readonly string[]
  readonly budget?: number
}
