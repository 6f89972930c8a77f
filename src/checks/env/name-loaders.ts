import type { LoaderName } from '../../core/loader-name.ts'
import type { KeyReading } from '../../env-file/key-reading.ts'

/** "`docker` and `phpdotenv`", for sentences. */
export function nameLoaders(loaders: readonly (LoaderName | KeyReading)[]): string {
  const names = [...new Set(loaders.map((one) => `\`${typeof one === 'string' ? one : one.loader}\``))]
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** A verb in the number of the loaders before it: "`docker` reads", "`docker` and `sh` read". */
export function verb(loaders: readonly unknown[], singular: string, plural: string): string {
  return new Set(loaders.map((one) => (typeof one === 'string' ? one : (one as KeyReading).loader))).size === 1
    ? singular
    : plural
}
