import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'

/** What the process that started the tool has set: most likely what the app is started with. */
export const shellVariables: Probe<Readonly<Record<string, string | undefined>>> = {
  id: 'shell-variables',
  activity: 'reading the variables of this shell',
  instant: true,
  run: async ({ project }) => observed(project.processVariables),
}
