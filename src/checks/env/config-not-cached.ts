import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { appVariables } from '../../probes/app-variables.ts'
import type { EnvEntry, EnvValues } from '../../probes/env-values.ts'
import { laravelCache } from '../../probes/laravel-cache.ts'
import { ourKeys } from '../../probes/our-keys.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/config-cached': {
    severity: 'error',
    title: 'Laravel does not read the env file',
    why: 'While `bootstrap/cache/config.php` exists Laravel takes its configuration from there, and `.env` is not read at all.',
    fix: 'Clear the cached configuration: php artisan config:clear',
  },
} as const

export const configNotCached = defineCheck({
  id: 'config-not-cached',
  family: 'env',
  title: "Laravel's configuration is not cached",
  topic: precedence,
  codes,
  needs: { cache: laravelCache, values: appVariables, nameOf: variableNames },
  judge({ cache: { path, text }, values, nameOf }) {
    if (text === null) return pass()
    const { variableOf } = ourKeys(nameOf)
    const entries = values.names.flatMap((key) => {
      const entry = values.get(key)
      // A cache that cannot be read is there all the same, and what it holds is unknown.
      return text !== '' && entry !== undefined && variableOf(key) !== undefined && isTelling(entry) ? [entry] : []
    })
    const missing = entries.filter(({ value }) => !text.includes(quoted(value))).map(({ key }) => key)
    const cachedUrl = oldUrlIn(text, values, nameOf('MPESA_CALLBACK_URL'))
    const isCurrent = entries.length > 0 && missing.length === 0
    const message = isCurrent
      ? `\`${path}\` exists; it still holds the same values as the env file, but the next change will not be seen`
      : cachedUrl !== undefined
        ? `\`${path}\` exists, and it holds \`${cachedUrl}\``
        : missing.length > 0
          ? `\`${path}\` exists, and it does not hold what the env file says of ${missing.map((key) => `\`${key}\``).join(', ')}`
          : `\`${path}\` exists`
    return found([
      createFinding(codes, 'env/config-cached', message, {
        // What is cached on purpose, and is up to date, works.
        severity: isCurrent ? 'warning' : 'error',
        evidence: { file: path, missing, cachedUrl: cachedUrl ?? null },
        location: { file: path },
        fix: {
          summary: 'Clear it, or write it anew with `php artisan config:cache`; then restart the app',
          command: 'php artisan config:clear',
        },
      }),
    ])
  },
})

/** Short values and words are found anywhere, which would prove nothing. */
function isTelling({ value, origin }: EnvEntry): boolean {
  return origin.kind === 'env-file' && value.length >= 8
}

/** As PHP writes it between single quotes. */
function quoted(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}

/** A URL in the cache that has the callback's path on another host. */
function oldUrlIn(text: string, values: EnvValues, variable: string): string | undefined {
  const value = values.get(variable)?.value.trim() ?? ''
  if (!URL.canParse(value)) return undefined
  const { hostname, pathname } = new URL(value)
  if (pathname === '/') return undefined
  return text
    .match(/https?:\/\/[^\s'"\\]{1,300}/g)
    ?.find((url) => URL.canParse(url) && new URL(url).pathname === pathname && new URL(url).hostname !== hostname)
}
