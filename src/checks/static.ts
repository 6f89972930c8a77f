import { credentialShapes } from './credentials/credential-shapes.ts'
import { credentialsDistinct } from './credentials/credentials-distinct.ts'
import { environmentKnown } from './credentials/environment-known.ts'
import { environmentMatches } from './credentials/environment-matches.ts'
import { tillNumber } from './credentials/till-number.ts'
import { appRestarted } from './env/app-restarted.ts'
import { blanksInQuotes } from './env/blanks-in-quotes.ts'
import { commentsAndHashes } from './env/comments-and-hashes.ts'
import { configNotCached } from './env/config-not-cached.ts'
import { envFileFound } from './env/env-file-found.ts'
import { escapesAgree } from './env/escapes-agree.ts'
import { exampleMatches } from './env/example-matches.ts'
import { keptOutOfGit } from './env/kept-out-of-git.ts'
import { laravelLiterals } from './env/laravel-literals.ts'
import { lineEndings } from './env/line-endings.ts'
import { linesUnderstood } from './env/lines-understood.ts'
import { namesUnderstood } from './env/names-understood.ts'
import { noCommands } from './env/no-commands.ts'
import { noDuplicateKeys } from './env/no-duplicate-keys.ts'
import { noExportPrefix } from './env/no-export-prefix.ts'
import { noInvisibleCharacters } from './env/no-invisible-characters.ts'
import { noMergeConflicts } from './env/no-merge-conflicts.ts'
import { noPlaceholders } from './env/no-placeholders.ts'
import { noStaleCopies } from './env/no-stale-copies.ts'
import { noStrayBlanks } from './env/no-stray-blanks.ts'
import { notShadowedByCompose } from './env/not-shadowed-by-compose.ts'
import { notShadowedByFile } from './env/not-shadowed-by-file.ts'
import { notShadowedByShell } from './env/not-shadowed-by-shell.ts'
import { notWorldReadable } from './env/not-world-readable.ts'
import { oneEnvFile } from './env/one-env-file.ts'
import { quotesClosed } from './env/quotes-closed.ts'
import { quotesUnderstood } from './env/quotes-understood.ts'
import { referencesResolve } from './env/references-resolve.ts'
import { requiredVariablesSet } from './env/required-variables.ts'
import { secretsStayOnServer } from './env/secrets-stay-on-server.ts'
import { textEncoding } from './env/text-encoding.ts'
import { valuesReadable } from './env/values-readable.ts'
import { urlAccepted } from './url/url-accepted.ts'
import { urlPublic } from './url/url-public.ts'
import { urlWellFormed } from './url/url-well-formed.ts'

/** Checks that need nothing but files, in the order of output: what `check-env` runs. */
export const staticChecks = [
  envFileFound,
  textEncoding,
  noMergeConflicts,
  lineEndings,
  linesUnderstood,
  namesUnderstood,
  noExportPrefix,
  noStrayBlanks,
  noInvisibleCharacters,
  quotesClosed,
  quotesUnderstood,
  blanksInQuotes,
  commentsAndHashes,
  referencesResolve,
  noCommands,
  escapesAgree,
  laravelLiterals,
  requiredVariablesSet,
  noPlaceholders,
  noDuplicateKeys,
  notShadowedByShell,
  notShadowedByFile,
  notShadowedByCompose,
  configNotCached,
  noStaleCopies,
  appRestarted,
  secretsStayOnServer,
  keptOutOfGit,
  notWorldReadable,
  valuesReadable,
  oneEnvFile,
  exampleMatches,
  credentialShapes,
  credentialsDistinct,
  environmentKnown,
  environmentMatches,
  tillNumber,
  urlWellFormed,
  urlPublic,
  urlAccepted,
] as const
