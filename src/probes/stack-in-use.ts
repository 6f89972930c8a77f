import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'

/** The frameworks that the project's own files name. */
export const stackInUse: Probe<readonly Detected<FrameworkName>[]> = {
  id: 'stack-in-use',
  activity: 'reading which frameworks the project uses',
  instant: true,
  run: async ({ project }) => observed(project.stack.frameworks),
}
