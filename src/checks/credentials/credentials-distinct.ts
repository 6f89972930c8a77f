import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { type KnownVariable, knownVariables } from '../../daraja/variables.ts'
import { appVariables } from '../../probes/app-variables.ts'
import type { EnvEntry } from '../../probes/env-values.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate, placeOf } from '../env/locate.ts'
import { fits } from './judge-value.ts'

const codes = {
  'credentials/swapped': {
    severity: 'error',
    title: 'A credential holds the same value as another variable',
    why: 'Each credential has a value of its own; one was pasted into the place of another.',
    fix: 'Copy each value again from the Daraja portal',
  },
} as const

interface Held {
  readonly variable: KnownVariable
  readonly entry: EnvEntry
}

export const credentialsDistinct = defineCheck({
  id: 'credentials-distinct',
  family: 'credentials',
  title: 'No credential stands in the place of another',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    const held = knownVariables.flatMap((variable): readonly Held[] => {
      const entry = values.get(nameOf(variable.name))
      return entry === undefined || entry.value.trim() === '' || isPlaceholder(entry.value) ? [] : [{ variable, entry }]
    })
    return found(
      held.flatMap((one, index) => {
        // Without a credential among the two it may be meant: a till that is its own shortcode, one URL for all.
        const twin = held.slice(0, index).find((other) => isSame(one, other))
        if (twin === undefined) return []
        const [wrong, right] = isOutOfPlace(twin) && !isOutOfPlace(one) ? [twin, one] : [one, twin]
        return [
          createFinding(
            codes,
            'credentials/swapped',
            `\`${wrong.entry.key}\` is the same as \`${right.entry.key}\` (${placeOf(right.entry)})`,
            {
              evidence: { variables: [right.entry.key, wrong.entry.key] },
              location: locate(wrong.entry, values),
            },
          ),
        ]
      }),
    )
  },
})

function isSame(one: Held, other: Held): boolean {
  const mattersAtAll = one.variable.secret || other.variable.secret
  return mattersAtAll && one.entry.key !== other.entry.key && one.entry.value.trim() === other.entry.value.trim()
}

function isOutOfPlace({ variable, entry }: Held): boolean {
  return !fits(variable.kind, entry.value.trim())
}
