import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { conflictMarkersIn } from '../../env-file/document.ts'
import { hasConflict } from '../../probes/env-lines.ts'
import { envValues } from '../../probes/env-values.ts'
import { excerptOf } from './excerpt.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/merge-conflict': {
    severity: 'error',
    title: 'The env file holds an unresolved merge conflict',
    why: 'Both sides of the conflict are in the file; which of them the app reads is chance, and some loaders refuse the file.',
    fix: 'Keep one side of each conflict and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`',
  },
} as const

export const noMergeConflicts = defineCheck({
  id: 'no-merge-conflicts',
  family: 'env',
  title: 'No merge conflict is left in the env file',
  topic: spelling,
  codes,
  needs: { values: envValues },
  judge({ values }) {
    if (values.files.every(({ document }) => document === undefined))
      return skip('blocked', 'an env file that can be read')
    return found(
      values.files.flatMap(({ file, document }) => {
        if (document === undefined || !hasConflict(document)) return []
        const markers = conflictMarkersIn(document)
        const [first] = markers
        if (first === undefined) return []
        const lines = markers.map(({ line }) => line)
        return [
          createFinding(codes, 'env/merge-conflict', `Git’s conflict markers stand on lines ${lines.join(', ')}`, {
            evidence: { lines },
            location: { file: file.path, line: first.line, column: 1 },
            excerpt: excerptOf(document, { start: first.start, end: first.start + 7 }),
          }),
        ]
      }),
    )
  },
})
