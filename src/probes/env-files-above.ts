import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { joinPath, parentFolder } from '../git/paths.ts'
import { findRepository } from '../git/repository.ts'

export interface EnvFilesAbove {
  /** `.env` files of the folders above the project, up to the root of its repository; the nearest first. */
  readonly paths: readonly string[]
}

/** Some loaders walk upwards until they find a `.env`. Names only: what stands in those files is not read. */
export const envFilesAbove: Probe<EnvFilesAbove> = {
  id: 'env-files-above',
  activity: 'looking for env files in the folders above',
  instant: true,
  async run({ ports, project }) {
    const repository = await findRepository(ports.files, project.folder)
    if (repository === undefined) return unavailable('not-applicable', 'a Git repository')
    const paths: string[] = []
    let name = '../.env'
    let folder: string | undefined = project.folder
    while (folder !== undefined && folder !== repository.root) {
      folder = parentFolder(folder)
      if (folder === undefined) break
      if ((await ports.files.stat(joinPath(folder, '.env')))?.kind === 'file') paths.push(name)
      name = `../${name}`
    }
    return observed({ paths })
  },
}
