import type { AnyCheck } from '../core/check.ts'
import { queryAccepted } from './daraja/query-accepted.ts'
import { onlineChecks } from './online.ts'
import { sidesAgree } from './payment/sides-agree.ts'

/** What `query` looks at, in the order of output. */
export const queryChecks: readonly AnyCheck[] = [...onlineChecks, queryAccepted, sidesAgree]
