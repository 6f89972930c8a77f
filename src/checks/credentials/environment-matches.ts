import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { isSandboxShortcode, judgeShortcode, sandboxPasskey } from '../../daraja/credentials.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { effectiveEnvironment } from '../../probes/effective-environment.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { locate } from '../env/locate.ts'

const codes = {
  'credentials/sandbox-in-production': {
    severity: 'error',
    title: 'Sandbox credentials are used in production',
    why: 'The production API does not know the sandbox shortcode and passkey, so every payment request is refused.',
    fix: 'Put in the shortcode of your own organisation and the passkey that Safaricom mailed after go-live',
  },
  'credentials/production-in-sandbox': {
    severity: 'warning',
    title: 'Your own shortcode is used with the sandbox',
    why: 'The sandbox knows only its own shortcodes; M-PESA Express wants 174379 there.',
    fix: 'Use 174379 and the public sandbox passkey, or set the environment to `production`',
  },
} as const

export const environmentMatches = defineCheck({
  id: 'environment-matches',
  family: 'credentials',
  title: 'Shortcode and passkey belong to the environment',
  codes,
  needs: { values: appVariables, nameOf: variableNames, environment: effectiveEnvironment },
  judge({ values, nameOf, environment }) {
    const shortcode = values.get(nameOf('MPESA_SHORTCODE'))
    const passkey = values.get(nameOf('MPESA_PASSKEY'))
    const findings: Finding<keyof typeof codes>[] = []
    const inSandbox = shortcode !== undefined && isSandboxShortcode(shortcode.value.trim())
    const publicPasskey = passkey?.value.trim() === sandboxPasskey
    if (environment.value === 'production') {
      for (const [entry, isOfSandbox, what] of [
        [shortcode, inSandbox, 'a shortcode of the sandbox'],
        [passkey, publicPasskey, 'the public passkey of the sandbox'],
      ] as const)
        if (entry !== undefined && isOfSandbox)
          findings.push(
            createFinding(
              codes,
              'credentials/sandbox-in-production',
              `\`${entry.key}\` is ${what}, but the environment is production`,
              { evidence: { variable: entry.key, environment: 'production' }, location: locate(entry, values) },
            ),
          )
    } else if (shortcode !== undefined && !inSandbox && judgeShortcode(shortcode.value.trim()) === undefined) {
      const passkeyToo = publicPasskey ? ', while the passkey is that of 174379' : ''
      findings.push(
        createFinding(
          codes,
          'credentials/production-in-sandbox',
          `\`${shortcode.key}\` is ${shortcode.value}, but the environment is sandbox${passkeyToo}`,
          {
            evidence: { variable: shortcode.key, shortcode: shortcode.value, environment: 'sandbox' },
            location: locate(shortcode, values),
          },
        ),
      )
    }
    return found(findings)
  },
})
