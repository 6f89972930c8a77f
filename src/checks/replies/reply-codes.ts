import type { Finding } from '../../core/finding.ts'
import { appCodes } from '../app/app-codes.ts'
import { edgeCodes } from '../edge/edge-codes.ts'
import { tunnelReplyCodes } from '../tunnel/tunnel-codes.ts'

/** Every code that a reply to a callback can lead to. */
export const replyCodes = { ...tunnelReplyCodes, ...edgeCodes, ...appCodes } as const

export type ReplyCode = keyof typeof replyCodes

/** The definitions of some of the codes, with their literal names: what one check is about. */
export function pickReplyCodes<const K extends ReplyCode>(...names: readonly K[]): Pick<typeof replyCodes, K> {
  return Object.fromEntries(names.map((name) => [name, replyCodes[name]])) as Pick<typeof replyCodes, K>
}

/** Those of the findings that belong to a check. */
export function findingsOf<C extends Partial<typeof replyCodes>>(
  codes: C,
  findings: readonly Finding<ReplyCode>[],
): readonly Finding<Extract<keyof C, ReplyCode>>[] {
  return findings.filter((finding): finding is Finding<Extract<keyof C, ReplyCode>> => finding.code in codes)
}
