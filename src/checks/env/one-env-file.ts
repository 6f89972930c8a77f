import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { envFilesAbove } from '../../probes/env-files-above.ts'
import { envValues } from '../../probes/env-values.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/several-files': {
    severity: 'info',
    title: 'There is more than one env file on the way to the root of the repository',
    why: 'Some loaders look upwards from where the app is started or from the file that calls them, so it depends on that which one they find.',
    fix: 'Keep one, or name the file where the app loads it',
  },
} as const

export const oneEnvFile = defineCheck({
  id: 'one-env-file',
  family: 'env',
  title: 'There is one env file between here and the repository root',
  topic: precedence,
  codes,
  needs: { above: envFilesAbove, values: envValues },
  judge({ above: { paths }, values }) {
    const used = values.files.filter(({ document }) => document !== undefined).map(({ file }) => file.path)
    const others = paths.filter((path) => !used.includes(path))
    const [nearest] = others
    if (nearest === undefined) return used.length === 0 ? skip('blocked', 'an env file that can be read') : pass()
    const message =
      used.length === 0
        ? `There is no env file here, but \`${nearest}\``
        : `Besides \`${used.join('`, `')}\`, which is judged here, there is ${others.map((path) => `\`${path}\``).join(' and ')}`
    return found([
      createFinding(codes, 'env/several-files', message, {
        evidence: { used, others },
        location: { file: nearest },
        fix: {
          summary: 'If the app reads the other one, say so:',
          command: `mpesa-doctor check-env --dotenv ${nearest}`,
        },
      }),
    ])
  },
})
