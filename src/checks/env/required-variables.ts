import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { LoaderName } from '../../core/loader-name.ts'
import { requiredVariables } from '../../daraja/required-variables.ts'
import { nearMiss } from '../../daraja/variable-names.ts'
import { envLines } from '../../probes/env-lines.ts'
import type { EnvEntry, EnvFileFacts, EnvValues } from '../../probes/env-values.ts'
import { readings } from '../../probes/readings.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { laravelLiteral } from './laravel-literal.ts'
import { locate } from './locate.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { isHiddenByFault } from './named-in-file.ts'

const codes = {
  'env/variable-missing': {
    severity: 'error',
    title: 'A required variable is not set',
    why: 'Without it the app can neither ask for a payment nor tell Safaricom where to report the result.',
    fix: 'Add the variable to the env file and restart the app',
  },
  'env/variable-empty': {
    severity: 'error',
    title: 'A required variable is empty',
    why: 'To the app an empty value is as good as none.',
    fix: 'Fill in the value and restart the app',
  },
} as const

export const requiredVariablesSet = defineCheck({
  id: 'required-variables',
  family: 'env',
  title: 'Required variables are set',
  codes,
  needs: { read: readings, nameOf: variableNames },
  wants: { lines: envLines },
  judge({ read, nameOf }, { lines }) {
    const { values, isGuess } = read
    const isLaravel = lines.available && lines.value.frameworks.includes('Laravel')
    let hidden = 0
    const findings = requiredVariables.flatMap((variable): Finding<keyof typeof codes>[] => {
      const name = nameOf(variable)
      const entry = values.get(name)
      if (entry === undefined) {
        if (values.isOpen(name)) return []
        if (isHiddenByFault(name, values, lines)) {
          hidden++
          return []
        }
        return [missing(name, values)]
      }
      if (entry.value.trim() === '')
        return [
          createFinding(codes, 'env/variable-empty', `\`${name}\` is set but empty`, {
            evidence: { variable: name },
            location: locate(entry, values),
          }),
        ]
      const literal = isLaravel && values.loaders[0] === 'phpdotenv' ? laravelLiteral(entry.value) : undefined
      if (literal === 'null' || literal === 'empty')
        return [
          createFinding(
            codes,
            'env/variable-empty',
            `\`${name}\` is \`${entry.value}\`, of which Laravel makes ${nothings[literal]}`,
            {
              evidence: { variable: name },
              location: locate(entry, values),
            },
          ),
        ]
      const empty = emptyFor(entry, values)
      if (empty.length === 0) return []
      const message = `\`${name}\` is empty for ${nameLoaders(empty)}, which ${verb(empty, 'reads', 'read')} nothing of what stands there`
      const file = values.files.findLast((one) => one.file.path === placeOfFile(entry))
      return [
        createFinding(codes, 'env/variable-empty', message, {
          severity: isGuess ? 'warning' : 'error',
          confidence: isGuess ? 'possible' : 'certain',
          evidence: { variable: name, loaders: empty },
          location: locate(entry, values),
          readings: file === undefined ? undefined : read.show(variable, read.of(file, name)),
        }),
      ]
    })
    if (findings.length === 0 && hidden > 0) return skip('blocked', 'an env file that is read as it was meant')
    return findings.length > 0 ? found(findings) : pass(`${requiredVariables.length} of ${requiredVariables.length}`)
  },
})

const nothings = { null: 'null', empty: 'an empty text' } as const

function placeOfFile({ origin }: EnvEntry): string | undefined {
  return origin.kind === 'env-file' ? origin.file : undefined
}

/** Loaders in use that find nothing where the app's own loader finds a value. */
function emptyFor(entry: EnvEntry, values: EnvValues): readonly LoaderName[] {
  const file = values.files.findLast((one) => one.file.path === placeOfFile(entry))
  if (file === undefined) return []
  return values.loaders.filter((loader) => {
    const reading = file.readKey(loader, entry.key)
    return reading.outcome === 'value' && reading.value.trim() === ''
  })
}

function missing(name: string, values: EnvValues): Finding<'env/variable-missing'> {
  const standing = findStanding(name, values)
  if (standing !== undefined) {
    const loader = values.loaders[0] ?? 'dotenv'
    const place = `${standing.file}:${standing.line}`
    return createFinding(
      codes,
      'env/variable-missing',
      `\`${name}\` stands in ${place}, but \`${loader}\` does not read it`,
      {
        evidence: { variable: name, nearMiss: null, loader },
        location: standing,
        fix: { summary: 'Mend the line, as the other findings about this file say' },
      },
    )
  }
  const near = nearMiss(name, values.names)
  const nearEntry = near === undefined ? undefined : values.get(near)
  const message = near === undefined ? `\`${name}\` is not set` : `\`${name}\` is not set, but \`${near}\` is`
  const fix =
    near === undefined
      ? undefined
      : {
          summary: `Rename \`${near}\` to \`${name}\`; or, if the app really reads \`${near}\`, say so in mpesa-doctor.config.json:`,
          code: `"variables": { "${name}": "${near}" }`,
        }
  return createFinding(codes, 'env/variable-missing', message, {
    evidence: { variable: name, nearMiss: near ?? null },
    location: nearEntry === undefined ? undefined : locate(nearEntry, values),
    fix,
  })
}

/** A line that names the variable, though the loader makes nothing of it. */
function findStanding(name: string, { files }: EnvValues): { file: string; line: number } | undefined {
  const lineIn = ({ document }: EnvFileFacts): number | undefined =>
    document?.segments.findLast((one) => (one.kind === 'assignment' || one.kind === 'key-only') && one.key === name)
      ?.line
  const facts = files.findLast((one) => lineIn(one) !== undefined)
  return facts === undefined ? undefined : { file: facts.file.path, line: lineIn(facts) ?? 1 }
}
