import { defineCheck, found } from '../../core/check.ts'
import { definitionsOf } from '../../env-file/document.ts'
import { envLines } from '../../probes/env-lines.ts'
import { lineFinding } from './line-finding.ts'

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
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        file.ours.flatMap((segment) => {
          const numbers = definitionsOf(file.document, segment.key).map(({ line }) => line)
          if (numbers.length < 2) return []
          return [
            lineFinding(
              codes,
              'env/duplicate-key',
              { file, lines, segment },
              {
                severity: 'error',
                confidence: 'certain',
                message: `\`${segment.key}\` stands on lines ${numbers.join(' and ')}; line ${segment.line} wins`,
                span: segment.keySpan,
                evidence: { lines: numbers },
              },
            ),
          ]
        }),
      ),
    ),
})
