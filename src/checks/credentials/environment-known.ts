import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { fallbackEnvironment, guessEnvironment, parseEnvironment } from '../../daraja/environment.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { environmentEntry } from '../../probes/environment-entry.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from '../env/locate.ts'
import { withoutReturns } from './without-returns.ts'

const codes = {
  'credentials/environment-unknown': {
    severity: 'error',
    title: 'The environment is neither `sandbox` nor `production`',
    why: `Most apps compare with \`production\` letter by letter and take everything else for ${fallbackEnvironment}.`,
    fix: 'Write `sandbox` or `production`, in lower case',
  },
} as const

export const environmentKnown = defineCheck({
  id: 'environment-known',
  family: 'credentials',
  title: 'The environment is `sandbox` or `production`',
  codes,
  needs: { values: appVariables, nameOf: variableNames },
  judge({ values, nameOf }) {
    const entry = environmentEntry(values, nameOf)
    if (entry === undefined) return pass('not set; the app decides')
    const { key, value } = entry
    if (parseEnvironment(value) !== undefined) return pass(value)
    const meant = guessEnvironment(value)
    return found([
      createFinding(codes, 'credentials/environment-unknown', `\`${key}\` says \`${value}\``, {
        confidence: 'likely',
        evidence: { variable: key, value, fallsBackTo: fallbackEnvironment },
        location: locate(entry, values),
        fix:
          value.endsWith('\r') && parseEnvironment(value.slice(0, -1)) !== undefined
            ? withoutReturns
            : meant === undefined
              ? undefined
              : { summary: 'Write it the way apps compare it:', code: `${key}=${meant}` },
      }),
    ])
  },
})
