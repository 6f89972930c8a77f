import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { type EnvFileFacts, envValues } from './env-values.ts'

export interface FileMode {
  readonly facts: EnvFileFacts
  /** Permission bits; null where the system has none. */
  readonly mode: number | null
}

/** Who may read the env files. */
export const fileModes: Probe<readonly FileMode[]> = {
  id: 'file-modes',
  activity: 'reading who may read the env file',
  instant: true,
  async run({ ports, observe }) {
    const values = await observe(envValues)
    if (!values.available) return values
    const modes: FileMode[] = []
    for (const facts of values.value.files) {
      if (facts.file.content.kind !== 'read') continue
      const found = await ports.files.stat(facts.file.absolutePath)
      if (found !== null) modes.push({ facts, mode: found.mode })
    }
    return modes.length === 0 ? unavailable('blocked', 'an env file that can be read') : observed(modes)
  },
}
