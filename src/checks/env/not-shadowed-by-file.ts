import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { appVariables } from '../../probes/app-variables.ts'
import type { EnvFileFacts, EnvValues } from '../../probes/env-values.ts'
import { ourKeys } from '../../probes/our-keys.ts'
import { projectInUse } from '../../probes/project-in-use.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { describePlace, placeOfKey } from './key-place.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/shadowed-by-file': {
    severity: 'error',
    title: 'Another env file sets a different value, and wins',
    why: 'The app reads both files and takes the value of the other one, so that editing this one changes nothing.',
    fix: 'Change the value in the file that wins, or delete it there',
  },
} as const

interface Setting {
  readonly facts: EnvFileFacts
  readonly value: string
}

export const notShadowedByFile = defineCheck({
  id: 'not-shadowed-by-file',
  family: 'env',
  title: 'No env file overrules another one',
  topic: precedence,
  codes,
  needs: { values: appVariables, nameOf: variableNames, project: projectInUse },
  judge({ values, nameOf, project }) {
    const { variableOf, isSecret } = ourKeys(nameOf)
    const readable = values.files.filter(({ document }) => document !== undefined)
    if (readable.length < 2) return found([])
    return found(
      values.names
        .filter((key) => variableOf(key) !== undefined)
        .flatMap((key) => judgeKey(key, settingsOf(key, values), isSecret(key), project.envFilesNamed)),
    )
  },
})

/** The files that set a key, in rising priority. */
function settingsOf(key: string, { files, loaders: [loader = 'dotenv'] }: EnvValues): readonly Setting[] {
  return files.flatMap((facts) => {
    const reading = facts.readKey(loader, key)
    return reading.outcome === 'value' ? [{ facts, value: reading.value }] : []
  })
}

function judgeKey(
  key: string,
  settings: readonly Setting[],
  isSecret: boolean,
  isWanted: boolean,
): Finding<keyof typeof codes>[] {
  const winner = settings.at(-1)
  if (winner === undefined) return []
  const winning = describePlace(placeOfKey(winner.facts, key, isSecret))
  return settings.flatMap(({ facts, value }) => {
    if (facts === winner.facts || value === winner.value) return []
    // A value that cannot be used stands there to be overruled.
    const isDefault = value.trim() === '' || isPlaceholder(value)
    const shown = isSecret ? '' : ` (\`${winner.value}\`)`
    const message = isDefault
      ? `\`${key}\` is filled in by ${winning}`
      : `\`${key}\` is set differently in ${winning}${shown}, and that wins`
    return [
      createFinding(codes, 'env/shadowed-by-file', message, {
        // Who names the files says which one shall win.
        severity: isDefault || isWanted ? 'info' : 'error',
        evidence: { variable: key, file: facts.file.path, winner: winner.facts.file.path },
        ...placeOfKey(facts, key, isSecret),
        fix: { summary: `Change the value in ${winning}, or delete that line` },
      }),
    ]
  })
}
