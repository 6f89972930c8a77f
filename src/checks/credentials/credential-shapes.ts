import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Fix } from '../../core/finding.ts'
import { guessConstant } from '../../daraja/credentials.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { type KnownVariable, knownVariables, type VariableKind } from '../../daraja/variables.ts'
import { appVariables } from '../../probes/app-variables.ts'
import type { EnvEntry } from '../../probes/env-values.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from '../env/locate.ts'
import { judgeValue } from './judge-value.ts'
import { withoutReturns } from './without-returns.ts'

const codes = {
  'credentials/shape': {
    severity: 'error',
    title: 'A credential cannot be what it claims to be',
    why: 'Safaricom refuses the request, and the customer never sees a prompt.',
    fix: 'Copy the value again from the Daraja portal, without blanks or quotes around it',
  },
} as const

export const credentialShapes = defineCheck({
  id: 'credential-shapes',
  family: 'credentials',
  title: 'Keys, passkey and shortcode look like such',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    return found(
      knownVariables.flatMap(({ name, kind }: KnownVariable) => {
        const entry = values.get(nameOf(name))
        // What is empty or a placeholder has a finding of its own.
        if (entry === undefined || entry.value.trim() === '' || isPlaceholder(entry.value)) return []
        const problem = judgeValue(kind, entry.value)
        if (problem === undefined) return []
        const { length } = entry.value
        const size = `${length} ${length === 1 ? 'character' : 'characters'}`
        const isWord = kind === 'transaction-type' || kind === 'response-type'
        return [
          createFinding(codes, 'credentials/shape', `\`${entry.key}\` (${size}): ${problem}`, {
            // An app may translate words of its own.
            confidence: isWord ? 'likely' : 'certain',
            ...(isWord ? { why: 'Daraja knows these words only, letter by letter, and refuses any other.' } : {}),
            evidence: { variable: entry.key, length, problem },
            location: locate(entry, values),
            fix: isSpoiledByReturn(kind, entry.value) ? withoutReturns : isWord ? fixWord(entry) : undefined,
          }),
        ]
      }),
    )
  },
})

/** The value itself is right; only the CR of a Windows line end stands behind it. */
function isSpoiledByReturn(kind: VariableKind, value: string): boolean {
  return value.endsWith('\r') && judgeValue(kind, value.slice(0, -1)) === undefined
}

function fixWord({ key, value }: EnvEntry): Fix {
  const meant = guessConstant(value)
  return meant === undefined
    ? { summary: 'Write one of these words' }
    : { summary: 'Write it as Daraja does:', code: `${key}=${meant}` }
}
