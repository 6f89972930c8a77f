import { credentialShapes } from './credentials/credential-shapes.ts'
import { credentialsDistinct } from './credentials/credentials-distinct.ts'
import { environmentKnown } from './credentials/environment-known.ts'
import { environmentMatches } from './credentials/environment-matches.ts'
import { tillNumber } from './credentials/till-number.ts'
import { envFileFound } from './env/env-file-found.ts'
import { noDuplicateKeys } from './env/no-duplicate-keys.ts'
import { noPlaceholders } from './env/no-placeholders.ts'
import { requiredVariablesSet } from './env/required-variables.ts'
import { urlAccepted } from './url/url-accepted.ts'
import { urlPublic } from './url/url-public.ts'
import { urlWellFormed } from './url/url-well-formed.ts'

/** Checks that need nothing but files, in the order of output: what `check-env` runs. */
export const staticChecks = [
  envFileFound,
  requiredVariablesSet,
  noPlaceholders,
  noDuplicateKeys,
  credentialShapes,
  credentialsDistinct,
  environmentKnown,
  environmentMatches,
  tillNumber,
  urlWellFormed,
  urlPublic,
  urlAccepted,
] as const
