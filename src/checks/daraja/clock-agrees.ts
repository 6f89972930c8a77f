import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import { type CodeDefinitions, createFinding } from '../../core/finding.ts'
import { darajaLogin } from '../../probes/daraja-login.ts'

const codes = {
  'daraja/clock-skew': {
    severity: 'error',
    title: "The clock of this machine differs from Daraja's",
    why: 'Tokens seem to live longer or shorter than they do, and times of payments do not fit those of the app.',
    fix: 'Let the machine set its clock by network time (`timedatectl set-ntp true`, or the settings of the system)',
  },
} as const satisfies CodeDefinitions

const warningMs = 60_000
const errorMs = 300_000
/** The header counts whole seconds: on average half a one has passed. */
const halfSecondMs = 500

export const clockAgrees = defineCheck({
  id: 'daraja-clock-agrees',
  family: 'daraja',
  title: "The clock of this machine agrees with Daraja's",
  codes,
  needs: { login: darajaLogin },
  judge({ login: { date, place } }) {
    if (date === null) return skip('blocked', 'an answer of Daraja with the time')
    const skewMs = date.here.getTime() - date.server.getTime() - halfSecondMs
    const size = Math.abs(skewMs)
    if (size <= warningMs) return pass(size < 2_000 ? 'to the second' : `within ${formatDuration(size)}`)
    return found([
      createFinding(
        codes,
        'daraja/clock-skew',
        `This machine is ${formatDuration(size)} ${skewMs > 0 ? 'ahead of' : 'behind'} \`${place.host}\``,
        {
          severity: size > errorMs ? 'error' : 'warning',
          evidence: {
            here: date.here.toISOString(),
            server: date.server.toISOString(),
            skewSeconds: Math.round(skewMs / 1_000),
          },
        },
      ),
    ])
  },
})
