import type { Skipped } from '../../core/check.ts'
import { skip } from '../../core/check.ts'
import type { Interception } from '../../probes/interception.ts'
import { nameInterceptor } from '../../probes/interception.ts'

/** The certificate at hand is not the server's, so nothing that it says is a fault of the server. */
export function skipIntercepted(interception: Interception): Skipped {
  return skip('unsupported', `a network where TLS is not inspected (here ${nameInterceptor(interception)} signs anew)`)
}
