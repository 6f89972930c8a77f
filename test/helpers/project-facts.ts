import type { LoaderName } from '../../src/core/loader-name.ts'
import type { Project } from '../../src/core/project.ts'

/** A project as a run sees it, without a disk: one `.env` with this text, read by these loaders, the app's own first. */
export function projectFacts(
  overrides: Partial<Project> & { readonly env?: string | Uint8Array; readonly loaders?: readonly LoaderName[] } = {},
): Project {
  const { env, loaders = ['dotenv'], ...project } = overrides
  const bytes = typeof env === 'string' ? new TextEncoder().encode(env) : env
  return {
    folder: '/nowhere',
    envFiles:
      bytes === undefined ? [] : [{ path: '.env', absolutePath: '/nowhere/.env', content: { kind: 'read', bytes } }],
    envFilesNamed: false,
    stack: {
      source: 'detected',
      frameworks: [],
      loaders: loaders.map((name) => ({ name, file: 'package.json', because: `requires ${name}` })),
      nodeMajor: 20,
    },
    processVariables: {},
    ...project,
  }
}
