import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding, type Severity } from '../../core/finding.ts'
import { printable } from '../../core/printable.ts'
import { type StaleCopies, type StaleCopy, staleCopies } from '../../probes/stale-copies.ts'
import { staleCopyCodes as codes } from './stale-copy-code.ts'

const mostPlaces = 20

export const noStaleCopies = defineCheck({
  id: 'no-stale-copies',
  family: 'env',
  title: 'No other place holds an older callback URL',
  codes,
  needs: { search: staleCopies },
  judge({ search }) {
    return found(
      [...groupBySeverity(search)].map(([severity, copies]) => describe(severity, copies, search)),
      search.complete
        ? `${search.filesSearched} files`
        : `${search.filesSearched} files; there was no time for the others`,
    )
  },
})

function groupBySeverity(search: StaleCopies): ReadonlyMap<Severity, readonly StaleCopy[]> {
  const groups = new Map<Severity, StaleCopy[]>()
  for (const severity of ['error', 'warning', 'info'] as const) {
    const copies = search.copies.filter((copy) => severityOf(copy, search) === severity)
    if (copies.length > 0) groups.set(severity, copies)
  }
  return groups
}

function severityOf({ place }: StaleCopy, { callback }: StaleCopies): Severity {
  if (place === 'comment') return 'info'
  if (place === 'settings') return 'error'
  return place === 'source' && !callback.isSet ? 'error' : 'warning'
}

function describe(severity: Severity, copies: readonly StaleCopy[], search: StaleCopies): Finding<keyof typeof codes> {
  const { variable, isSet, host } = search.callback
  const places = copies.map(({ file, line }) => `${file}:${line}`)
  const shown = places.slice(0, mostPlaces).map((place) => `\`${printable(place)}\``)
  const more = places.length > mostPlaces ? ` and ${places.length - mostPlaces} more places` : ''
  const hosts = [...new Set(copies.map((copy) => copy.host))].map((name) => `\`${printable(name)}\``)
  const [first] = copies
  const uses =
    severity !== 'error'
      ? undefined
      : isSet
        ? `Nothing reads \`${variable}\` from the environment, so this is what the app uses.`
        : `Nothing sets \`${variable}\`, so this is what the app uses.`
  return createFinding(
    codes,
    'env/stale-copy',
    `${hosts.join(', ')} ${hosts.length === 1 ? 'is' : 'are'} still named in ${shown.join(', ')}${more}`,
    {
      severity,
      confidence: severity === 'info' ? 'certain' : 'likely',
      ...(uses === undefined ? {} : { why: uses }),
      evidence: {
        inUse: host,
        places: places.slice(0, 100),
        urls: [...new Set(copies.map(({ url }) => url))].slice(0, 20),
        complete: search.complete,
      },
      location: first === undefined ? undefined : { file: first.file, line: first.line, column: first.column },
      fix: { summary: adviceFor(copies, variable) },
    },
  )
}

/** Files that are no program: nothing in them can ask the environment for a variable. */
const dataFile = /\.(?:ini|cfg|conf|ya?ml|toml|json|jsonc|json5|xml|properties|plist|service|csv|sql)$/i

function adviceFor(copies: readonly StaleCopy[], variable: string): string {
  const isData = ({ place, file }: StaleCopy): boolean =>
    place === 'env-file' || place === 'comment' || dataFile.test(file)
  const take = `Take the callback URL from \`${variable}\` there, so that it stands in one place only`
  const data = copies.filter(isData)
  if (data.length === 0) return take
  if (data.length === copies.length)
    return data.length === 1 ? 'Change or delete that line' : 'Change or delete those lines'
  const files = [...new Set(data.map(({ file }) => `\`${printable(file)}\``))]
  const named = files.length > 3 ? 'the files that are no program' : files.join(' and ')
  return `Take the callback URL from \`${variable}\` in the code, and change or delete the line in ${named}`
}
