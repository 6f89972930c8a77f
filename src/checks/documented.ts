import type { AnyCheck } from '../core/check.ts'
import { skip } from '../core/check.ts'
import type { CodeDefinitions } from '../core/finding.ts'
import { c2bCodes } from './c2b/c2b-codes.ts'
import { ownRegistrationCodes } from './c2b/registration-codes.ts'
import { auditCodes } from './handler/audit-codes.ts'
import { checks } from './index.ts'
import { onlineChecks } from './online.ts'
import { queryChecks } from './query.ts'

/** What finds codes besides the checks of a diagnosis, and how it is run. */
const commands: readonly (readonly [
  id: string,
  family: string,
  title: string,
  codes: CodeDefinitions,
  command: string,
])[] = [
  [
    'audit',
    'handler',
    'The handler stands everything that happens to callbacks in production',
    auditCodes,
    "mpesa-doctor simulate --audit --order-command '…'",
  ],
  [
    'simulated-validation',
    'c2b',
    'The answer to a C2B validation is one that Safaricom reads',
    c2bCodes,
    'mpesa-doctor simulate --kind c2b-validation',
  ],
  [
    'c2b-urls-registered',
    'c2b',
    'Daraja takes the confirmation and the validation URL',
    ownRegistrationCodes,
    'mpesa-doctor register-urls',
  ],
]

/** Everything that finds codes: the checks, and commands that judge what they have sent themselves. */
export const documented: readonly AnyCheck[] = [
  ...checks,
  ...commands.map(([id, family, title, codes]) => ({
    id,
    family,
    title,
    codes,
    needs: {},
    judge: () => skip('not-applicable', 'a command of its own'),
  })),
]

/** The command line that looks for a code. */
export function commandFor(code: string): string {
  const isFoundBy = ({ codes }: AnyCheck): boolean => Object.hasOwn(codes, code)
  if (onlineChecks.some(isFoundBy)) return 'mpesa-doctor check-env --online'
  if (queryChecks.some(isFoundBy)) return 'mpesa-doctor query <CheckoutRequestID>'
  const own = commands.find(([, , , codes]) => Object.hasOwn(codes, code))
  return own === undefined || checks.some(({ codes }) => Object.hasOwn(codes, code))
    ? `mpesa-doctor --only ${code}`
    : own[4]
}
