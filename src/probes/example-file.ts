import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { type EnvDocument, parseDocument } from '../env-file/document.ts'
import { readDotenv } from '../env-file/loaders/dotenv.ts'

/** The file that shows a newcomer which variables there are. */
export interface ExampleFile {
  /** Relative to the project. */
  readonly path: string
  readonly document: EnvDocument
  readonly values: ReadonlyMap<string, string>
}

/** The usual names, the most usual first. */
const names = ['.env.example', '.env.sample', '.env.dist', 'env.example'] as const

/** The first example file of the project's folder. */
export const exampleFile: Probe<ExampleFile> = {
  id: 'example-file',
  activity: 'reading the example of the env file',
  instant: true,
  async run({ project, ports }) {
    for (const path of names) {
      const file = await ports.files.read(`${project.folder}/${path}`, { maxBytes: 1_048_576 })
      if (file.kind === 'read')
        return observed({ path, document: parseDocument(file.bytes), values: readDotenv(file.bytes) })
    }
    return unavailable('not-applicable', 'an example of the env file (`.env.example`)')
  },
}
