import { bomFix } from './bom.ts'
import { colonSeparatorFix } from './colon-separator.ts'
import { commandSubstitutionFix } from './command-substitution.ts'
import { exportPrefixFix } from './export-prefix.ts'
import type { Fix } from './fix.ts'
import { foreignCommentFix } from './foreign-comment.ts'
import { inlineCommentFix } from './inline-comment.ts'
import { invisibleCharacterFix } from './invisible-character.ts'
import { notUtf8Fix } from './not-utf8.ts'
import { quotesKeptFix } from './quotes-kept.ts'
import { unquotedSpaceFix } from './unquoted-space.ts'
import { whitespaceFix } from './whitespace.ts'

/** Every fix, in the order in which they are tried: what hides other faults comes first. */
export const fixes: readonly Fix[] = [
  notUtf8Fix,
  bomFix,
  invisibleCharacterFix,
  commandSubstitutionFix,
  inlineCommentFix,
  quotesKeptFix,
  colonSeparatorFix,
  whitespaceFix,
  exportPrefixFix,
  unquotedSpaceFix,
  foreignCommentFix,
]
