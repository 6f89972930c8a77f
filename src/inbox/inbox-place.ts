import type { Secret } from '../core/secret.ts'

/** Where the callbacks of a project are kept: in its own folder, or in a database that a team shares. */
export type InboxPlace =
  | { readonly kind: 'files'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: Secret }
