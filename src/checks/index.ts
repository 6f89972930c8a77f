import type { AnyCheck } from '../core/check.ts'
import { staticChecks } from './static.ts'

/** Every check, in the order in which a callback meets what they look at. Adding one is one file and one line here. */
export const checks = [...staticChecks] as const satisfies readonly AnyCheck[]
