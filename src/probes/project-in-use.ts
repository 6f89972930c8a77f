import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { Project } from '../core/project.ts'

export type ProjectInUse = Pick<Project, 'folder' | 'stack' | 'envFilesNamed'>

/** What the project is made of, where it is, and who said which env files it reads. */
export const projectInUse: Probe<ProjectInUse> = {
  id: 'project',
  activity: 'reading what the project is made of',
  instant: true,
  run: async ({ project: { folder, stack, envFilesNamed } }) => observed({ folder, stack, envFilesNamed }),
}
