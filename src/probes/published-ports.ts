import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import { type PublishedPort, readPublishedPorts } from '../stack/published-ports.ts'

const composeName = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i
const mostFiles = 4
const maxBytes = 262_144

/** Ports of containers that the project's compose files open on this machine, and the file that says so. */
export const publishedPorts: Probe<readonly (PublishedPort & { readonly file: string })[]> = {
  id: 'published-ports',
  activity: 'reading which ports the compose files publish',
  async run({ ports, project }) {
    const listing = await ports.files.list(project.folder)
    const names = listing.kind === 'listed' ? listing.entries.map(({ name }) => name) : []
    const found: (PublishedPort & { readonly file: string })[] = []
    for (const file of names
      .filter((name) => composeName.test(name))
      .sort()
      .slice(0, mostFiles)) {
      const content = await ports.files.read(`${project.folder}/${file}`, { maxBytes })
      if (content.kind === 'read')
        found.push(...readPublishedPorts(new TextDecoder().decode(content.bytes)).map((port) => ({ ...port, file })))
    }
    return observed(found)
  },
}
