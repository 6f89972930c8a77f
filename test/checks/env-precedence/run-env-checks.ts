import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files-node.ts'
import { nodeSources } from '../../../src/adapters/sources-node.ts'
import type { AnyCheck } from '../../../src/core/check.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import type { Ports } from '../../../src/core/ports.ts'
import type { FileSnapshot } from '../../../src/core/project.ts'
import type { CheckResult } from '../../../src/core/report.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { createSettings, layerOf, type SettingName, type SettingValues } from '../../../src/core/settings.ts'
import type { FrameworkName, ProjectStack } from '../../../src/core/stack.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'
import { makeTree } from './make-tree.ts'

export interface GivenProject {
  /** Files of the project by their path. */
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** Where in these files the project is. */
  readonly folder?: string
  /** Those that the app reads, in rising priority. */
  readonly envFiles?: readonly string[]
  /** Whether the user named them. */
  readonly envFilesNamed?: boolean
  readonly shell?: Readonly<Record<string, string>>
  readonly loaders?: readonly LoaderName[]
  readonly frameworks?: readonly FrameworkName[]
  readonly stack?: Partial<ProjectStack>
  readonly settings?: { readonly [K in SettingName]?: SettingValues[K] }
  readonly ports?: Partial<Ports>
}

/** Judges a project on the disk by one check. */
export async function runCheckOn(check: AnyCheck, given: GivenProject): Promise<CheckResult> {
  const { files, envFiles = ['.env'], shell = {}, loaders = ['dotenv'], frameworks = [], settings = {} } = given
  const root = makeTree(files)
  const folder = given.folder === undefined ? root : join(root, given.folder)
  const snapshots = envFiles.map((path): FileSnapshot => {
    const absolutePath = join(folder, path)
    return { path, absolutePath, content: { kind: 'read', bytes: readFileSync(absolutePath) } }
  })
  const facts = projectFacts({
    folder,
    envFiles: snapshots,
    envFilesNamed: given.envFilesNamed ?? false,
    processVariables: shell,
    loaders,
  })
  const origin = { kind: 'option', name: '--test' } as const
  const values = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, { value, origin }]))
  const [result] = await runChecks({
    checks: [check],
    ports: fakePorts({ files: nodeFiles, sources: nodeSources, ...given.ports }),
    settings: createSettings([layerOf(values)]),
    project: {
      ...facts,
      stack: {
        ...facts.stack,
        ...given.stack,
        frameworks: frameworks.map((name) => ({ name, file: 'x', because: 'x' })),
      },
    },
    signal: new AbortController().signal,
  })
  if (result === undefined) throw new Error('no result')
  if (result.status === 'crash') throw result.error
  return result
}

/** "fail", "pass", "skip not-applicable", with "error env/…" for every finding. */
export function outline({ status, skippedBecause, findings }: CheckResult): string {
  const found = findings.map(({ severity, code }) => `${severity} ${code}`)
  return [status, ...(skippedBecause === null ? [] : [skippedBecause]), ...found].join(' ')
}

export function only(result: CheckResult): Finding {
  const [finding, ...others] = result.findings
  if (finding === undefined || others.length > 0) throw new Error(`expected one finding, not ${outline(result)}`)
  return finding
}

/** Lines of an env file, the callback URL first. */
export function envText(variables: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ MPESA_CALLBACK_URL: 'https://duka.co.ke/api/payments/callback', ...variables })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
