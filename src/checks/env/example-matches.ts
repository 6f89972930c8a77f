import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { exampleFile } from '../../probes/example-file.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/example-drift': {
    severity: 'info',
    title: 'The env file and its example have different keys',
    why: 'Who sets up the app from the example misses a variable, or fills in one that nothing reads.',
    fix: 'Add the missing names to the example, without their values',
  },
} as const

const mostNames = 8

export const exampleMatches = defineCheck({
  id: 'example-matches',
  family: 'env',
  title: 'The example of the env file names the same variables',
  topic: precedence,
  codes,
  needs: { example: exampleFile, values: appVariables },
  judge({ example, values }) {
    const files = values.files.filter(({ document }) => document !== undefined)
    const own = new Set(
      files.flatMap(({ document }) =>
        (document?.segments ?? []).flatMap((segment) =>
          segment.kind === 'assignment' || segment.kind === 'key-only' ? [segment.key] : [],
        ),
      ),
    )
    const theirs = [...example.values.keys()]
    const missing = theirs.filter((key) => !own.has(key))
    const extra = [...own].filter((key) => !example.values.has(key))
    const used = files.at(0)?.file.path ?? 'the env file'
    const findings: Finding<keyof typeof codes>[] = []
    if (missing.length > 0)
      findings.push(drift(`\`${used}\` lacks ${nameAll(missing)}, which \`${example.path}\` has`, { missing }))
    if (extra.length > 0)
      findings.push(drift(`\`${example.path}\` lacks ${nameAll(extra)}, which \`${used}\` has`, { extra }))
    return found(findings, example.path)

    function drift(message: string, evidence: Finding['evidence']): Finding<keyof typeof codes> {
      return createFinding(codes, 'env/example-drift', message, { evidence, location: { file: example.path } })
    }
  },
})

function nameAll(keys: readonly string[]): string {
  const shown = keys.slice(0, mostNames).map((key) => `\`${key}\``)
  return keys.length > mostNames ? `${shown.join(', ')} and ${keys.length - mostNames} more` : shown.join(', ')
}
