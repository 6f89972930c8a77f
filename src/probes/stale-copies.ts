import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { SourceHit, SourceSearchResult } from '../core/sources-port.ts'
import { type CallbackInUse, observeCallbackInUse } from './callback-marks.ts'
import { escapeRegExp, isAssigned, judgeOldUrl, type OldUrl, oldUrlPattern } from './old-callback-urls.ts'
import { isCommentLine, isOfOtherEnvironment, isSettingsFile, placeOf } from './source-places.ts'

export interface StaleCopy extends OldUrl {
  /** Relative to the project, with slashes. */
  readonly file: string
  readonly line: number
  readonly column: number
  /**
   * - `settings`: a line of a settings file gives our variable this value, and nothing reads it from the environment
   * - `comment`: nothing uses it
   */
  readonly place: 'source' | 'env-file' | 'settings' | 'comment'
}

export interface StaleCopies {
  readonly copies: readonly StaleCopy[]
  readonly callback: CallbackInUse
  readonly filesSearched: number
  /** False if there was no time for all files. */
  readonly complete: boolean
}

const limits = { maxFileBytes: 524_288, limitMs: 250, maxHits: 400 }

/** Looks through the project for callback URLs that are not the one in use. */
export const staleCopies: Probe<StaleCopies> = {
  id: 'stale-copies',
  activity: 'looking for older callback URLs in the project',
  instant: true,
  async run(context) {
    const callback = await observeCallbackInUse(context)
    if (!callback.available) return callback
    const { project } = context
    const { marks, variable } = callback.value
    const own = new Set(project.envFiles.map(({ path }) => path.replaceAll('\\', '/')))
    const { hits, filesSearched, complete } = await search(oldUrlPattern(marks))
    const others = hits.filter(({ file }) => !own.has(file))
    const copies = others.flatMap((hit) => copyIn(hit, callback.value))
    if (!copies.some(({ place }) => place === 'settings'))
      return observed({ copies, callback: callback.value, filesSearched, complete })
    // Looked for only where it matters: nearly every project names the variable somewhere.
    const mentions = await search(`\\b${escapeRegExp(variable)}\\b`)
    const isRead = !mentions.complete || mentions.hits.some(readsEnvironment)
    const judged = copies.map((copy) =>
      isRead && copy.place === 'settings' ? { ...copy, place: 'source' as const } : copy,
    )
    return observed({ copies: judged, callback: callback.value, filesSearched, complete })

    function search(pattern: string): Promise<SourceSearchResult> {
      const { ports, signal } = context
      return ports.sources.search({
        folder: project.folder,
        pattern: new RegExp(pattern, 'gi'),
        skip: [...own],
        signal,
        ...limits,
      })
    }
  },
}

function copyIn(hit: SourceHit, { marks, variable }: CallbackInUse): readonly StaleCopy[] {
  const { file, line, column, text, match } = hit
  const place = placeOf(file)
  const url = place === 'none' ? undefined : judgeOldUrl(match, text, marks)
  if (url === undefined) return []
  // Another deployment has another address, and only the address of a tunnel is nobody's deployment.
  if (!url.isTestHost && (place === 'env-file' || isOfOtherEnvironment(file))) return []
  // What a compose file sets is judged by what Compose does with it.
  if (/compose[\w.-]*\.ya?ml$/i.test(file) && text.includes(variable)) return []
  if (isCommentLine(text)) return [{ ...url, file, line, column, place: 'comment' }]
  if (place === 'env-file') return [{ ...url, file, line, column, place }]
  const sets = isAssigned(match, text, marks)
  return [{ ...url, file, line, column, place: sets && isSettingsFile(file) ? 'settings' : 'source' }]
}

/** A line of source that asks the environment for the variable. */
function readsEnvironment({ file, text }: SourceHit): boolean {
  if (placeOf(file) !== 'source' || isCommentLine(text)) return false
  return /environ|getenv|\benv\b|process\.env|\bENV\[|\bconfig\(|import\.meta|\$\{|BaseSettings|envvar/i.test(text)
}
