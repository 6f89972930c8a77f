import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { knownVariables } from '../../daraja/variables.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate, placeOf } from '../env/locate.ts'

const codes = {
  'credentials/swapped': {
    severity: 'error',
    title: 'Two credentials hold the same value',
    why: 'Consumer key, consumer secret and passkey are three different things; one was pasted into the place of another.',
    fix: 'Copy each value again from the Daraja portal',
  },
} as const

export const credentialsDistinct = defineCheck({
  id: 'credentials-distinct',
  family: 'credentials',
  title: 'No credential stands in the place of another',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    const secrets = knownVariables
      .filter(({ secret }) => secret)
      .flatMap(({ name }) => values.get(nameOf(name)) ?? [])
      .filter(({ value }) => value.trim() !== '' && !isPlaceholder(value))
    return found(
      secrets.flatMap((entry, index) => {
        const twin = secrets.slice(0, index).find(({ value }) => value.trim() === entry.value.trim())
        if (twin === undefined) return []
        return [
          createFinding(
            codes,
            'credentials/swapped',
            `\`${entry.key}\` is the same as \`${twin.key}\` (${placeOf(twin)})`,
            {
              evidence: { variables: [twin.key, entry.key] },
              location: locate(entry, values),
            },
          ),
        ]
      }),
    )
  },
})
