import { defineCheck, found, skip } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { lineFinding } from './line-finding.ts'

const codes = {
  'env/laravel-literal': {
    severity: 'warning',
    title: 'Laravel does not read this word as a text',
    why: 'Its `env()` turns `true`, `false`, `null` and `empty` into a boolean, null or an empty text, so that the setting has no usable value.',
    fix: 'Put the real value there',
  },
} as const

const becomes: Readonly<Record<string, string>> = {
  true: 'the boolean true',
  false: 'the boolean false',
  null: 'null',
  empty: 'an empty text',
}

export const laravelLiterals = defineCheck({
  id: 'laravel-literals',
  family: 'env',
  title: 'Laravel reads each setting as a text',
  topic: 'The file says the same to every loader in use',
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    lines.frameworks.includes('Laravel')
      ? found(lines.files.flatMap((file) => judgeFile(file, lines)))
      : skip('not-applicable', 'a Laravel project'),
})

function judgeFile(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/laravel-literal'>[] {
  return file.ours.flatMap((segment) => {
    const reading = file.facts.readKey('phpdotenv', segment.key)
    if (reading.outcome !== 'value') return []
    const word = /^\(?(true|false|null|empty)\)?$/i.exec(reading.value)?.[1]?.toLowerCase()
    // `(true` is no such word: the parentheses come in pairs.
    if (word === undefined || reading.value.startsWith('(') !== reading.value.endsWith(')')) return []
    return [
      lineFinding(
        codes,
        'env/laravel-literal',
        { file, lines, segment },
        {
          severity: 'warning',
          confidence: 'certain',
          message: `Laravel reads \`${segment.key}\` as ${becomes[word]}`,
          span: segment.quotedValue,
          evidence: { becomes: becomes[word] ?? null },
        },
      ),
    ]
  })
}
