import type { Environment } from '../core/settings.ts'
import { readEnvValues } from '../probes/env-values.ts'
import type { Invocation } from './command.ts'
import { loadProject, loadSettings } from './load-run.ts'

/**
 * The environment that a run would find if it began now: the env file may have been changed since this one did.
 * Throws what a run would: `env-file-missing`, for example.
 */
export async function currentEnvironment({
  project: { folder },
  values,
  ports,
  deps,
}: Invocation): Promise<Environment | undefined> {
  const project = await loadProject(folder, values, deps)
  const settings = await loadSettings(values, readEnvValues(project), {}, ports, folder)
  return settings.get('environment')?.value
}
