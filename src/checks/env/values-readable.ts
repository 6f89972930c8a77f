import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { isEncrypted } from '../../probes/env-values.ts'
import { ourKeys } from '../../probes/our-keys.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { placeOfKey } from './key-place.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/encrypted': {
    severity: 'info',
    title: 'A variable is encrypted',
    why: 'What is encrypted with dotenvx cannot be judged from the file; the app gets the plain value only when dotenvx runs it.',
    fix: 'Run this command under dotenvx too, so that it sees what the app sees',
  },
} as const

export const valuesReadable = defineCheck({
  id: 'values-readable',
  family: 'env',
  title: 'The values stand in the file as they are',
  topic: precedence,
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    const { variableOf } = ourKeys(nameOf)
    return found(
      values.files.flatMap((facts) => {
        // Encrypted values are plain text to every loader but the one that decrypts them.
        const reading = facts.read('dotenv')
        if (reading.kind !== 'read') return []
        return [...reading.variables].flatMap(([key, reading]) => {
          if (variableOf(key) === undefined || reading.kind !== 'value' || !isEncrypted(reading.value)) return []
          return [
            createFinding(codes, 'env/encrypted', `\`${key}\` is encrypted, so its value is not judged`, {
              evidence: { variable: key },
              ...placeOfKey(facts, key, true),
              fix: {
                summary: 'Let dotenvx decrypt it for this command, too:',
                command: 'npx dotenvx run -- mpesa-doctor',
              },
            }),
          ]
        })
      }),
    )
  },
})
