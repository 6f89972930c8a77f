import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { listeningApp } from '../../probes/listening-app.ts'
import { projectInUse } from '../../probes/project-in-use.ts'

const codes = {
  'env/app-not-restarted': {
    severity: 'warning',
    title: 'The app was not restarted since the env file was changed',
    why: 'An app reads its env file when it starts; until then it works with the old values.',
    fix: 'Restart the app',
  },
} as const

/** Start times and file times come from different clocks; closer than this they say nothing. */
const toleranceMs = 2_000

export const appRestarted = defineCheck({
  id: 'app-restarted',
  family: 'env',
  title: 'The app started after the env file was last changed',
  codes,
  needs: { app: listeningApp, project: projectInUse },
  judge({ app: { port, process, file, changedMs }, project }) {
    const { program, pid, startedMs, folder } = process
    const name = `\`${program}\` (process ${pid})`
    if (startedMs + toleranceMs >= changedMs) return pass(`${program}, process ${pid}`)
    const reloads = project.stack.frameworks.find((framework) => framework.name === 'Next' || framework.name === 'Vite')
    if (reloads !== undefined) return pass(`${reloads.name} reads a changed env file by itself while developing`)
    return found([
      createFinding(
        codes,
        'env/app-not-restarted',
        `${name}, which listens on port ${port}, started before \`${file}\` was last changed`,
        {
          confidence: folder === null || isInProject(folder, project.folder) ? 'likely' : 'possible',
          evidence: {
            port,
            pid,
            program,
            startedAt: new Date(startedMs).toISOString(),
            changedAt: new Date(changedMs).toISOString(),
          },
          location: { file },
        },
      ),
    ])
  },
})

/** An app works in the project's folder, below it, or in one that holds several projects. */
function isInProject(folder: string, project: string): boolean {
  return `${folder}/`.startsWith(`${project}/`) || `${project}/`.startsWith(`${folder}/`)
}
