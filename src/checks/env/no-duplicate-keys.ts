import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { knownVariables } from '../../daraja/variables.ts'
import { definitionsOf } from '../../env-file/document.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { variableNames } from '../../probes/variable-names.ts'

const codes = {
  'env/duplicate-key': {
    severity: 'error',
    title: 'A variable is set twice in one file',
    why: 'Every loader lets the last one win, so the line that is edited is often not the one that counts.',
    fix: 'Delete the line that should not count',
  },
} as const

export const noDuplicateKeys = defineCheck({
  id: 'no-duplicate-keys',
  family: 'env',
  title: 'Each variable is set once',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    return found(
      values.files.flatMap(({ file, document }) => {
        if (document === undefined) return []
        return knownVariables.flatMap(({ name }) => {
          const lines = definitionsOf(document, nameOf(name)).map(({ line }) => line)
          const last = lines.at(-1)
          if (last === undefined || lines.length === 1) return []
          return [
            createFinding(
              codes,
              'env/duplicate-key',
              `\`${nameOf(name)}\` stands on lines ${lines.join(' and ')}; line ${last} wins`,
              {
                evidence: { variable: nameOf(name), lines },
                location: { file: file.path, line: last },
              },
            ),
          ]
        })
      }),
    )
  },
})
