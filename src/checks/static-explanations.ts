import type { Explanation } from '../core/verdict.ts'

/** What a value looks like that is not read as it is meant. */
const wrongValue = [
  'env/variable-empty',
  'credentials/shape',
  'credentials/swapped',
  'credentials/environment-unknown',
  'url/malformed',
  'url/stray-characters',
  'url/fragment',
  'url/odd-path',
]
const lostValue = ['env/variable-missing', ...wrongValue]
/** What can be said about a file whose text is not what anybody wrote. */
const everything = ['env/variable-missing', 'env/variable-empty', 'env/placeholder', 'credentials/*', 'url/*']

/** What a fault of the files accounts for; the other families have their rows beside their checks. */
export const staticExplanations: readonly Explanation[] = [
  { cause: 'env/file-missing', explains: ['env/variable-missing', 'env/variable-empty'] },
  { cause: 'env/not-utf8', explains: ['env/line-endings', ...everything] },
  { cause: 'env/merge-conflict', explains: ['env/duplicate-key', ...everything] },
  { cause: 'env/line-endings', explains: everything },
  // Lines that are lost, or take others along.
  ...[
    'env/bom',
    'env/junk-line',
    'env/foreign-comment',
    'env/no-value',
    'env/bad-key',
    'env/colon-separator',
    'env/export-prefix',
    'env/unterminated-quote',
    'env/multiline',
    'env/whitespace',
    'env/invisible-character',
    'env/unquoted-space',
  ].map((cause) => ({ cause, explains: lostValue })),
  // Values that are read, and wrong.
  ...[
    'env/quotes-kept',
    'env/inline-comment',
    'env/hash-truncates',
    'env/interpolation',
    'env/dollar-expands',
    'env/escapes',
    'env/command-substitution',
    'env/laravel-literal',
  ].map((cause) => ({ cause, explains: wrongValue })),
  { cause: 'env/placeholder', explains: ['credentials/shape', 'url/malformed', 'url/example-host'] },
  { cause: 'env/config-cached', explains: ['env/app-not-restarted'] },
  { cause: 'url/stray-characters', explains: ['url/malformed'] },
  { cause: 'credentials/swapped', explains: ['credentials/shape', 'url/malformed'] },
]
