import type { Explanation } from '../core/verdict.ts'

/** What a fault of the files accounts for; the other families have their rows beside their checks. */
export const staticExplanations: readonly Explanation[] = [
  { cause: 'env/file-missing', explains: ['env/variable-missing', 'env/variable-empty'] },
  {
    cause: 'env/not-utf8',
    explains: ['env/variable-missing', 'env/variable-empty', 'env/placeholder', 'credentials/*'],
  },
  { cause: 'env/placeholder', explains: ['credentials/shape', 'url/malformed', 'url/example-host'] },
  { cause: 'url/*', explains: ['dns/*', 'tcp/*', 'tls/*', 'tunnel/*', 'edge/*'] },
  { cause: 'url/stray-characters', explains: ['url/malformed'] },
]
