import { bodySignatures } from './app-signatures/bodies.ts'
import { csrfSignatures } from './app-signatures/csrf.ts'
import { hostSignatures } from './app-signatures/hosts.ts'
import { limitSignatures } from './app-signatures/limits.ts'
import { routeSignatures } from './app-signatures/routes.ts'
import type { Signature } from './signature.ts'

/** Replies of frameworks, by the words and headers that they use. The first match counts. */
export const appSignatures: readonly Signature[] = [
  ...hostSignatures,
  ...csrfSignatures,
  ...limitSignatures,
  ...bodySignatures,
  ...routeSignatures,
]
