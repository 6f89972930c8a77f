import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { Observation } from '../../core/probe.ts'
import { sandboxPasskey } from '../../daraja/credentials.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { type KnownVariable, knownVariables } from '../../daraja/variables.ts'
import { appVariables } from '../../probes/app-variables.ts'
import type { EnvEntry } from '../../probes/env-values.ts'
import { type ExampleFile, exampleFile } from '../../probes/example-file.ts'
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
  wants: { example: exampleFile },
  judge({ values, nameOf }, { example }) {
    return found(
      knownVariables.flatMap(({ name, secret, kind }: KnownVariable): readonly Finding<keyof typeof codes>[] => {
        // What these may say is a closed list, which other checks compare with.
        if (kind === 'environment' || kind === 'transaction-type' || kind === 'response-type') return []
        const entry = values.get(nameOf(name))
        if (entry === undefined) return []
        const evidence = { variable: entry.key, length: entry.value.length }
        if (isPlaceholder(entry.value)) {
          // A placeholder is no secret, but a mistaken verdict about a real one must not print it.
          const shown = secret ? 'an example value' : `\`${entry.value}\``
          const location = locate(entry, values)
          return [createFinding(codes, 'env/placeholder', `\`${entry.key}\` is ${shown}`, { evidence, location })]
        }
        if (!secret || !isFromExample(entry, example)) return []
        return [
          createFinding(codes, 'env/placeholder', `\`${entry.key}\` is what \`${example.value.path}\` has too`, {
            confidence: 'likely',
            evidence: { ...evidence, example: example.value.path },
            location: locate(entry, values),
            why: 'An example shows what a value looks like. If it is the real one after all, everybody who has the code has your secret.',
          }),
        ]
      }),
    )
  },
})

/** What Safaricom publishes for the sandbox stands in both files for good reason. */
function isPublic(value: string): boolean {
  return value === sandboxPasskey || /^Safaricom\d{3}[!*#$]*$/.test(value)
}

function isFromExample(
  { key, value, origin }: EnvEntry,
  example: Observation<ExampleFile>,
): example is Extract<Observation<ExampleFile>, { available: true }> {
  if (!example.available || value.trim() === '' || isPublic(value)) return false
  if (origin.kind === 'env-file' && origin.file === example.value.path) return false
  return example.value.values.get(key) === value
}
