import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Ports } from '../../src/core/ports.ts'
import type { ReportJson } from './demo-project.ts'
import { envFile, runCli } from './run-cli.ts'
import type { Setup } from './scenario-kit.ts'

export interface Look {
  readonly command: string
  readonly exitCode: number
  readonly report: ReportJson
}

/** `--strict` lets one run tell errors (1), warnings (7) and silence (0) apart. */
export function look({ argv, ports }: Setup, more: readonly string[]): Promise<Look> {
  return run(['probe', ...argv, ...more, '--strict'], {}, ports)
}

/** The whole diagnosis of a project whose env file has the URL. */
export function diagnose({ argv, ports }: Setup): Promise<Look> {
  const [url = '', ...options] = argv
  return run(['diagnose', ...options], { '.env': envFile({ MPESA_CALLBACK_URL: url }) }, ports)
}

/** One command line in a folder of its own. */
async function run(
  line: readonly string[],
  files: Readonly<Record<string, string>>,
  ports: Partial<Ports> | undefined,
): Promise<Look> {
  const cwd = mkdtempSync(join(tmpdir(), 'mpesa-doctor-scenario-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content)
    const { exitCode, stdout, stderr } = await runCli([...line, '--json'], { cwd, ...(ports && { ports }) })
    const command = `mpesa-doctor ${line.join(' ')}`
    expect(stderr, command).toBe('')
    return { command, exitCode, report: JSON.parse(stdout) as ReportJson }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
