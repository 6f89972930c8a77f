import { defineCheck, found, skip } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { type LaravelLiteral, laravelLiteral } from './laravel-literal.ts'
import { lineFinding } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/laravel-literal': {
    severity: 'warning',
    title: 'Laravel does not read this word as a text',
    why: 'Its `env()` turns `true`, `false`, `null` and `empty` into a boolean, null or an empty text, so that the setting has no usable value.',
    fix: 'Put the real value there',
  },
} as const

const becomes: Readonly<Record<LaravelLiteral, string>> = {
  true: 'the boolean true',
  false: 'the boolean false',
  null: 'null',
  empty: 'an empty text',
}

export const laravelLiterals = defineCheck({
  id: 'laravel-literals',
  family: 'env',
  title: 'Laravel reads each setting as a text',
  topic: spelling,
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
    const word = laravelLiteral(reading.value)
    if (word === undefined) return []
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
          evidence: { becomes: becomes[word] },
        },
      ),
    ]
  })
}
