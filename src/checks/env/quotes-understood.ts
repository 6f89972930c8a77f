import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { gradeOf } from './grade.ts'
import { limitFindings } from './harm-finding.ts'
import { repairFix } from './harm-text.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/quotes-kept': {
    severity: 'warning',
    title: 'Quotes become part of a value',
    why: '`docker run --env-file` knows no quotes: in the container the value begins and ends with one, and Safaricom refuses it.',
    fix: 'Write the value without quotes',
  },
} as const

export const quotesUnderstood = defineCheck({
  id: 'quotes-understood',
  family: 'env',
  title: 'Quotes are taken off by every loader',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(lines.files.flatMap(({ suspects }) => limitFindings(suspects.flatMap((line) => judgeLine(line, lines))))),
})

function judgeLine(line: EnvLine, lines: EnvLines): readonly Finding<'env/quotes-kept'>[] {
  const { segment, file } = line
  const { quote, value, quotedValue } = segment
  const quoted = decodeText(file.document.bytes, quotedValue)
  if ((quote !== 'single' && quote !== 'double') || value.start === value.end || /[\r\n]/.test(quoted)) return []
  const wrong = line
    .alone()
    // What else is kept behind the closing quote is the comment's affair; only docker keeps quotes for their own sake.
    .filter(
      (one) =>
        one.outcome === 'value' && (one.value === quoted || one.loader === 'docker') && one.value.startsWith(quoted),
    )
  if (wrong.length === 0) return []
  const severity = wrong.length === lines.readings.loaders.length ? 'error' : 'warning'
  const bare = line.spell(decodeText(file.document.bytes, value))
  return [
    lineFinding(codes, 'env/quotes-kept', ofLine(line, lines), {
      ...gradeOf(severity, wrong, lines),
      message: `${nameLoaders(wrong)} ${verb(wrong, 'keeps', 'keep')} the quotes around the value of \`${segment.key}\``,
      span: { start: quotedValue.start, end: quotedValue.start + 1 },
      readings: line.alone(),
      evidence: { loaders: wrong.map(({ loader }) => loader) },
      fix:
        bare?.spelling === 'bare' && !bare.escaped
          ? repairFix
          : {
              summary:
                'Choose a value that needs no quotes: no spelling of this one is read alike by all loaders in use',
            },
    }),
  ]
}
