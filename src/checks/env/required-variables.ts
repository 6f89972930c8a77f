import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { requiredVariables } from '../../daraja/required-variables.ts'
import { nearMiss } from '../../daraja/variable-names.ts'
import { appVariables } from '../../probes/app-variables.ts'
import type { EnvValues } from '../../probes/env-values.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from './locate.ts'

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
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    const findings = requiredVariables.flatMap((variable): Finding<keyof typeof codes>[] => {
      const name = nameOf(variable)
      const entry = values.get(name)
      if (entry === undefined) return [missing(name, values)]
      if (entry.value.trim() !== '') return []
      return [
        createFinding(codes, 'env/variable-empty', `\`${name}\` is set but empty`, {
          evidence: { variable: name },
          location: locate(entry, values),
        }),
      ]
    })
    return findings.length > 0 ? found(findings) : pass(`${requiredVariables.length} of ${requiredVariables.length}`)
  },
})

function missing(name: string, values: EnvValues): Finding<'env/variable-missing'> {
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
