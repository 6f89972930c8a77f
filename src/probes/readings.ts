import type { LoaderName } from '../core/loader-name.ts'
import { observed, type Probe, unavailable } from '../core/probe.ts'
import type { ShownReading } from '../core/shown-reading.ts'
import type { KeyReading } from '../env-file/key-reading.ts'
import { showReading } from '../env-file/show-reading.ts'
import { appVariables } from './app-variables.ts'
import type { EnvFileFacts, EnvValues } from './env-values.ts'
import { ourKeys } from './our-keys.ts'
import { variableNames } from './variable-names.ts'

/** What each loader in use makes of the env files. */
export interface Readings {
  readonly values: EnvValues
  /** The loaders to warn about, the app's own first. */
  readonly loaders: readonly LoaderName[]
  /** Nothing says which loader the app uses: what they disagree about is possible, not certain. */
  readonly isGuess: boolean
  /** What each loader in use gives the app for this variable. */
  of(file: EnvFileFacts, key: string): readonly KeyReading[]
  /** The same as it may be shown: of a secret only length and digest. */
  show(key: string, readings: readonly KeyReading[]): readonly ShownReading[]
}

export const readings: Probe<Readings> = {
  id: 'readings',
  activity: 'reading the env file as each loader does',
  instant: true,
  async run({ observe, ports }) {
    const variables = await observe(appVariables)
    if (!variables.available) return variables
    const nameOf = await observe(variableNames)
    if (!nameOf.available) return nameOf
    const { isSecret } = ourKeys(nameOf.value)
    const values = variables.value
    if (values.loaders.length === 0)
      return unavailable('not-applicable', 'a loader that is known here (Symfony reads the file by rules of its own)')
    return observed({
      values,
      loaders: values.loaders,
      isGuess: values.isGuess,
      of: (file, key) => values.loaders.map((loader) => file.readKey(loader, key)),
      show: (key, found) => found.map((reading) => showReading(reading, isSecret(key), ports.digest.short)),
    })
  },
}
