import { mkdir, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type EnvLine, renderEnv } from './env-lines.ts'

export interface ProjectOptions {
  readonly env: readonly EnvLine[]
  /** PEM of the edge's root. */
  readonly root: string
  /** What stands in the config file; `cacert` names the root as `ca.pem`. */
  readonly config: Readonly<Record<string, unknown>>
}

const configFile = 'mpesa-doctor.config.json'
const dayMs = 86_400_000

/** Writes the folder that the tool is then run in: what a developer of the shop has checked out. */
export async function writeProject(folder: string, options: ProjectOptions): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await Promise.all([
    writeEnv(folder, options.env),
    writeFile(join(folder, 'ca.pem'), options.root),
    writeFile(join(folder, configFile), `${JSON.stringify(options.config, null, 2)}\n`),
    writeFile(join(folder, '.gitignore'), 'node_modules/\n.env\n'),
    writeFile(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`),
  ])
}

/**
 * Writes the env file as one that was there before the shop was started. The demo's shop is this process, which is older
 * than the file; with its true date the file would look as if the shop had not been restarted since.
 */
export async function writeEnv(folder: string, env: readonly EnvLine[]): Promise<void> {
  const file = join(folder, '.env')
  const temporary = `${file}.new`
  await writeFile(temporary, renderEnv(env), { mode: 0o600 })
  const yesterday = new Date(Date.now() - dayMs)
  await utimes(temporary, yesterday, yesterday)
  await rename(temporary, file)
}

const packageJson = {
  name: 'duka',
  private: true,
  scripts: { start: 'node server.js' },
  dependencies: { dotenv: '^16.4.5', express: '^4.21.2', pg: '^8.13.1' },
}
