import { staticChecks } from '../../../src/checks/static.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { createSettings, layerOf } from '../../../src/core/settings.ts'
import type { FrameworkName } from '../../../src/core/stack.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'
import { envFile } from '../../helpers/run-cli.ts'

export interface EnvCase {
  readonly loaders?: readonly LoaderName[]
  readonly frameworks?: readonly FrameworkName[]
  /** Nothing says which loader the app uses. */
  readonly guess?: boolean
  /** The text of `.env.example`. */
  readonly example?: string
  readonly process?: Readonly<Record<string, string>>
  readonly names?: Readonly<Record<string, string>>
  readonly nodeMajor?: number
}

/** What the checks of files say about one env file, or about none; a check that crashes fails the test. */
export async function runEnvChecks(env: string | Uint8Array | undefined, options: EnvCase = {}) {
  const { loaders = ['dotenv'], frameworks = [], guess = false, example, process = {}, names, nodeMajor = 22 } = options
  const base = projectFacts({ ...(env === undefined ? {} : { env }), loaders, processVariables: process })
  const callbackUrl = /^MPESA_CALLBACK_URL=(\S+)$/m.exec(typeof env === 'string' ? env : '')?.[1]
  const results = await runChecks({
    checks: staticChecks,
    ports: {
      ...fakePorts(),
      clock: { ...fakePorts().clock, sleep: () => new Promise(() => undefined) },
      sources: { search: async () => ({ hits: [], filesSearched: 0, complete: true }) },
      files: {
        ...fakePorts().files,
        read: async (path) =>
          path.endsWith('/.env.example') && example !== undefined
            ? { kind: 'read', bytes: new TextEncoder().encode(example) }
            : { kind: 'missing' },
        list: async () => ({ kind: 'missing' }),
        stat: async () => null,
      },
    },
    settings: createSettings([
      layerOf({
        ...(names === undefined ? {} : { variables: { value: names, origin: { kind: 'default' } } }),
        ...(callbackUrl === undefined
          ? {}
          : { callbackUrl: { value: callbackUrl, origin: { kind: 'option', name: '--callback-url' } } }),
      }),
    ]),
    project: {
      ...base,
      stack: {
        ...base.stack,
        source: guess ? 'unknown' : 'detected',
        frameworks: frameworks.map((name) => ({ name, file: 'x', because: 'x' })),
        nodeMajor,
      },
    },
    signal: new AbortController().signal,
  })
  const crashed = results.filter(({ status }) => status === 'crash')
  if (crashed.length > 0) throw new Error(crashed.map(({ id, reason }) => `${id}: ${reason}`).join('\n'))
  const findings: readonly Finding[] = results.flatMap((result) => result.findings)
  const about = (code: string): readonly Finding[] => findings.filter((finding) => finding.code === code)
  return { results, findings, about, shown: findings.map(({ code, severity }) => `${severity} ${code}`) }
}

/** "error env/whitespace" of every finding about lines and values; what other families make of it is left out. */
export async function envFaults(env: string | Uint8Array, options?: EnvCase): Promise<readonly string[]> {
  const { shown } = await runEnvChecks(env, options)
  // An example file of one line always drifts.
  return shown.filter((entry) => entry.includes(' env/') && !entry.endsWith('env/example-drift'))
}

/** A healthy file with one line replaced, or some lines put before it. */
export function withLine(key: string, line: string): string {
  return envFile().replace(new RegExp(`^${key}=.*$`, 'm'), () => line)
}
