import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import {
  judgeConsumerKey,
  judgeConsumerSecret,
  judgePasskey,
  judgeSecurityCredential,
  judgeShortcode,
  judgeTillNumber,
} from '../../daraja/credentials.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { type KnownVariable, knownVariables, type VariableKind } from '../../daraja/variables.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from '../env/locate.ts'

const codes = {
  'credentials/shape': {
    severity: 'error',
    title: 'A credential cannot be what it claims to be',
    why: 'Safaricom refuses the request, and the customer never sees a prompt.',
    fix: 'Copy the value again from the Daraja portal, without blanks or quotes around it',
  },
} as const

const judges: Partial<Record<VariableKind, (value: string) => string | undefined>> = {
  key: judgeConsumerKey,
  secret: judgeConsumerSecret,
  passkey: judgePasskey,
  shortcode: judgeShortcode,
  till: judgeTillNumber,
  credential: judgeSecurityCredential,
}

export const credentialShapes = defineCheck({
  id: 'credential-shapes',
  family: 'credentials',
  title: 'Keys, passkey and shortcode look like such',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    return found(
      knownVariables.flatMap(({ name, kind }: KnownVariable) => {
        const judge = judges[kind]
        const entry = judge === undefined ? undefined : values.get(nameOf(name))
        // What is empty or a placeholder has a finding of its own.
        if (entry === undefined || entry.value.trim() === '' || isPlaceholder(entry.value)) return []
        const problem = judge?.(entry.value)
        if (problem === undefined) return []
        return [
          createFinding(codes, 'credentials/shape', `\`${entry.key}\` (${entry.value.length} characters): ${problem}`, {
            evidence: { variable: entry.key, length: entry.value.length, problem },
            location: locate(entry, values),
          }),
        ]
      }),
    )
  },
})
