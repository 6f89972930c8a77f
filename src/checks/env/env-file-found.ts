import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding, type Finding, type FindingDetails } from '../../core/finding.ts'
import { requiredVariables } from '../../daraja/required-variables.ts'
import { type EnvFilesNearby, envFilesNearby } from '../../probes/env-files-nearby.ts'
import { envValues } from '../../probes/env-values.ts'

const codes = {
  'env/file-missing': {
    severity: 'error',
    title: 'There is no env file to read',
    why: 'Without it the app starts with none of its M-Pesa settings, so no payment request carries the right callback URL.',
    fix: 'Run the command in the folder of the app, or name the file with --dotenv',
  },
} as const

export const envFileFound = defineCheck({
  id: 'env-file',
  family: 'env',
  title: 'The env file can be read',
  codes,
  needs: { values: envValues, nearby: envFilesNearby },
  judge({ values, nearby }) {
    const findings = values.files.flatMap(({ file }): Finding<keyof typeof codes>[] => {
      const { content, path } = file
      if (content.kind === 'read') return []
      if (content.kind === 'unreadable')
        return [
          createFinding(codes, 'env/file-missing', `\`${path}\` cannot be read: ${content.detail}`, {
            evidence: { code: content.code },
            fix: { summary: unreadableFix(content.code, path) },
          }),
        ]
      const inProcess = requiredVariables.filter((name) => values.get(name)?.origin.kind === 'process')
      return inProcess.length > 0
        ? []
        : [
            createFinding(
              codes,
              'env/file-missing',
              `There is no \`${path}\`${path === '.env' ? ' in this folder' : ', which the app names'}, and the variables are not set in this shell either`,
              elsewhere(nearby, path),
            ),
          ]
    })
    const read = values.files.filter(({ document }) => document !== undefined)
    return findings.length > 0
      ? found(findings)
      : pass(
          read.length === 0
            ? 'none; the variables are set in this shell'
            : read.map(({ file }) => file.path).join(', '),
        )
  },
})

const mostShown = 3

/** Where an env file is, if there is one in reach. */
function elsewhere({ isHere, below, above }: EnvFilesNearby, path: string): Pick<FindingDetails, 'evidence' | 'fix'> {
  if (isHere && path !== '.env')
    return {
      evidence: { found: ['.env'] },
      fix: {
        summary: `There is \`.env\`, which is not read: move it to \`${path}\`, or name it where the app loads its file`,
      },
    }
  const [folder] = below
  if (folder !== undefined) {
    const shown = below.slice(0, mostShown).map((name) => `\`${name}/.env\``)
    const rest = below.length - shown.length
    return {
      evidence: { found: below.map((name) => `${name}/.env`) },
      fix: {
        summary: `There is ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}; run it in the folder of the app:`,
        command: `mpesa-doctor check-env -C ${inShell(folder)}`,
      },
    }
  }
  const [nearest] = above
  return nearest === undefined
    ? {}
    : {
        evidence: { found: above },
        fix: {
          summary: `There is \`${nearest}\`; if the app reads that one, say so:`,
          command: `mpesa-doctor check-env --dotenv ${inShell(nearest)}`,
        },
      }
}

function inShell(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

function unreadableFix(code: string, path: string): string {
  if (code === 'EACCES' || code === 'EPERM')
    return `Run this as the user that \`${path}\` belongs to, or give it to yours (\`chown\`); your own file takes \`chmod u+r\``
  if (code === 'not-a-file') return 'Name a regular file with --dotenv'
  if (code === 'too-large') return 'Name the right file with --dotenv; an env file is a few kilobytes'
  return 'Name a readable file with --dotenv'
}
