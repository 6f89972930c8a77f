import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { requiredVariables } from '../../daraja/required-variables.ts'
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
  needs: { values: envValues },
  judge({ values }) {
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
              `There is no \`${path}\` in this folder, and the variables are not set in this shell either`,
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

function unreadableFix(code: string, path: string): string {
  if (code === 'EACCES' || code === 'EPERM') return `Allow your user to read it: \`chmod u+r ${path}\``
  if (code === 'not-a-file') return 'Name a regular file with --dotenv'
  if (code === 'too-large') return 'Name the right file with --dotenv; an env file is a few kilobytes'
  return 'Name a readable file with --dotenv'
}
