import type { Fix } from '../../core/finding.ts'
import type { Harm } from '../../env-file/lints/harms.ts'
import { nameLoaders, verb } from './name-loaders.ts'

/** What can be done by the tool itself. */
export const repairFix: Fix = {
  summary: 'Let the tool rewrite the line:',
  command: 'mpesa-doctor check-env --fix',
  automatic: true,
}

/** The same for what `--fix` leaves as it is unless the code is named: spellings that no loader in use minds. */
export function repairOnly(code: string): Fix {
  return { ...repairFix, command: `${repairFix.command} --only ${code}` }
}

/** What a line costs: "`phpdotenv` rejects the whole file, `node` loses the variable". */
export function describeHarm({ rejectedBy, lostBy, swallowed }: Harm): string {
  const parts: string[] = []
  const rejecting = rejectedBy.map(({ loader }) => loader)
  if (rejecting.length > 0)
    parts.push(`${nameLoaders(rejecting)} ${verb(rejecting, 'rejects', 'reject')} the whole file`)
  if (lostBy.length > 0) parts.push(`${nameLoaders(lostBy)} ${verb(lostBy, 'does', 'do')} not get the variable`)
  if (swallowed.length > 0) {
    const keys = [...new Set(swallowed.flatMap((one) => one.keys))].map((key) => `\`${key}\``).join(', ')
    const loaders = swallowed.map(({ loader }) => loader)
    parts.push(`with it ${nameLoaders(loaders)} ${verb(loaders, 'loses', 'lose')} ${keys}`)
  }
  return parts.join('; ')
}

/** The loaders that are harmed, for evidence and grade. */
export function harmedLoaders({ rejectedBy, lostBy, swallowed }: Harm): readonly string[] {
  return [
    ...new Set([
      ...rejectedBy.map(({ loader }) => loader),
      ...lostBy,
      ...swallowed.filter(({ keys }) => keys.length > 0).map(({ loader }) => loader),
    ]),
  ]
}
