/** Found in the project's files, and in the rows of its database. */
export const staleCopyCodes = {
  'env/stale-copy': {
    severity: 'warning',
    title: 'Another place still holds an older callback URL',
    why: 'If the app takes the callback URL from there, Safaricom reports to an address that is not in use any more.',
    fix: 'Read the callback URL from the one variable everywhere, or correct the other places',
  },
} as const
