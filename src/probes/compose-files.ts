import type { ComposeEntry } from '../compose/environment-entry.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { type OurKeys, ourKeys } from './our-keys.ts'
import { variableNames } from './variable-names.ts'

export interface ComposeFile {
  /** Relative to the project. */
  readonly path: string
  /** What its services set of our variables. */
  readonly entries: readonly ComposeEntry[]
}

const composeName = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i
const mostFiles = 10
const maxBytes = 262_144

/** The compose files in the project's folder. */
export const composeFiles: Probe<readonly ComposeFile[]> = {
  id: 'compose-files',
  activity: 'reading the compose files',
  instant: true,
  async run({ ports, project, observe }) {
    const listing = await ports.files.list(project.folder)
    const names = listing.kind === 'listed' ? listing.entries.map(({ name }) => name) : []
    const found = names.filter((name) => composeName.test(name)).sort()
    if (found.length === 0) return unavailable('not-applicable', 'a compose file')
    const nameOf = await observe(variableNames)
    if (!nameOf.available) return nameOf
    const ours = ourKeys(nameOf.value)
    const files: ComposeFile[] = []
    for (const path of found.slice(0, mostFiles)) {
      const result = await ports.files.read(`${project.folder}/${path}`, { maxBytes })
      if (result.kind !== 'read') continue
      files.push({ path, entries: await entriesIn(new TextDecoder().decode(result.bytes), ours) })
    }
    return observed(files)
  },
}

async function entriesIn(text: string, { variableOf }: OurKeys): Promise<readonly ComposeEntry[]> {
  // Most compose files name none of our variables, and then the library need not be loaded.
  const words = text.match(/[A-Za-z_]\w*/g) ?? []
  if (!text.includes('environment') || !words.some((word) => variableOf(word) !== undefined)) return []
  const { readComposeEnvironment } = await import('../libraries/compose-environment.ts')
  const entries = readComposeEnvironment(text) ?? (await scan(text))
  const byPlace = new Map(entries.map((entry) => [`${entry.line} ${entry.key}`, entry]))
  return [...byPlace.values()].filter(({ key }) => variableOf(key) !== undefined)
}

async function scan(text: string): Promise<readonly ComposeEntry[]> {
  return (await import('../compose/scan-environment.ts')).scanComposeEnvironment(text)
}
