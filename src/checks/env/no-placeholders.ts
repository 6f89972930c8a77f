import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { type KnownVariable, knownVariables } from '../../daraja/variables.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from './locate.ts'

const codes = {
  'env/placeholder': {
    severity: 'error',
    title: 'A variable still holds a placeholder',
    why: 'The example value was never replaced, so Safaricom refuses the request or cannot call back.',
    fix: 'Put the real value there; keys and passkey are on the Daraja portal',
  },
} as const

export const noPlaceholders = defineCheck({
  id: 'no-placeholders',
  family: 'env',
  title: 'No variable holds a placeholder',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    return found(
      knownVariables.flatMap(({ name, secret, kind }: KnownVariable) => {
        // What these may say is a closed list, which other checks compare with.
        if (kind === 'environment' || kind === 'transaction-type' || kind === 'response-type') return []
        const entry = values.get(nameOf(name))
        if (entry === undefined || !isPlaceholder(entry.value)) return []
        // A placeholder is no secret, but a mistaken verdict about a real one must not print it.
        const shown = secret ? 'an example value' : `\`${entry.value}\``
        return [
          createFinding(codes, 'env/placeholder', `\`${entry.key}\` is ${shown}`, {
            evidence: { variable: entry.key, length: entry.value.length },
            location: locate(entry, values),
          }),
        ]
      }),
    )
  },
})
