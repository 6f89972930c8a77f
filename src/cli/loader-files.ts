import type { LoaderName } from '../core/loader-name.ts'
import type { EnvFileFacts, EnvValues } from '../probes/env-values.ts'

/** They choose among `.env`, `.env.local` and the files of the mode themselves; the others open one file. */
const severalFiles: ReadonlySet<LoaderName> = new Set(['next', 'bun', 'dotenv-expand'])

/**
 * Of the project's env files those that an app with this loader reads, in rising priority. The app's own loader reads
 * all of them, for they were chosen as it does; files that the user named are what everybody is asked about.
 */
export function filesReadBy(
  loader: LoaderName,
  { files, loaders }: Pick<EnvValues, 'files' | 'loaders'>,
  areNamed: boolean,
): readonly EnvFileFacts[] {
  const [primary] = loaders
  if (areNamed || loader === primary || files.length < 2) return files
  if (severalFiles.has(loader) && primary !== undefined && severalFiles.has(primary)) return inOrderOf(loader, files)
  const base = files.filter(({ file }) => /(?:^|[\\/])\.env$/.test(file.path))
  return base.length > 0 ? base : files
}

/** Next and Bun let `.env.local` win over the file of the mode; Vite, which uses dotenv-expand, the other way round. */
function inOrderOf(loader: LoaderName, files: readonly EnvFileFacts[]): readonly EnvFileFacts[] {
  const rank = ({ file: { path } }: EnvFileFacts): number => {
    if (/\.env$/.test(path)) return 0
    if (/\.env\.local$/.test(path)) return loader === 'dotenv-expand' ? 1 : 2
    if (/\.local$/.test(path)) return 3
    return loader === 'dotenv-expand' ? 2 : 1
  }
  return [...files].sort((a, b) => rank(a) - rank(b))
}
