import { decodeText } from '../env-file/bytes.ts'
import { definitionsOf, type EnvDocument, parseDocument } from '../env-file/document.ts'
import { type Edit, type EditRefusal, refuseDocument, setValue } from '../env-file/edit.ts'
import { EnvFileError } from '../env-file/env-file-error.ts'
import { type SwapRefusal, type SwapResult, swapHost, urlWithPath } from '../env-file/swap-host.ts'
import type { Undo } from '../env-file/undo.ts'
import type { EditPlan } from '../env-file/writer.ts'

export interface SwapRequest {
  readonly keys: readonly string[]
  /** Scheme and host of the tunnel. */
  readonly origin: string
  /** Route for a key whose old value names none; a key that has one keeps it. */
  readonly path?: string
}

export interface SwapChange {
  readonly key: string
  readonly line: number
  /** Null if the key was not in the file. */
  readonly before: string | null
  readonly after: string
  readonly changed: boolean
  /** Lines of earlier definitions of the key, which no loader lets win. */
  readonly duplicates: readonly number[]
}

export interface RefusedKey {
  readonly key: string
  readonly reason: 'missing' | SwapRefusal | EditRefusal['reason']
}

export interface SwapPlan extends EditPlan {
  readonly changes: readonly SwapChange[]
  readonly refused: readonly RefusedKey[]
}

/** What swapping the host of these keys does to the file; writes nothing. Keys are edited one after the other. */
export function planSwap(bytes: Uint8Array, request: SwapRequest): SwapPlan {
  let current = bytes
  const undos: Undo[] = []
  const changes: SwapChange[] = []
  const refused: RefusedKey[] = []
  for (const key of new Set(request.keys)) {
    const edit = swapKey(parseDocument(current), key, request)
    if (edit.outcome === 'refused') {
      refused.push({ key, reason: edit.reason })
      continue
    }
    const { line, before, after, changed, duplicates } = edit
    current = edit.bytes
    if (edit.undo !== null) undos.push(edit.undo)
    changes.push({ key, line, before, after, changed, duplicates })
  }
  return { bytes: current, undos, changes, refused }
}

/** The plan as it is, if every key can be swapped; otherwise throws `env-file-refused` for the first that cannot. */
export function requireSwap(plan: SwapPlan, file: string): SwapPlan {
  const first = plan.refused[0]
  if (first === undefined) return plan
  const { what, fix } = REASONS[first.reason]
  throw new EnvFileError('env-file-refused', file, `\`${first.key}\` in \`${file}\` ${what}`, { fix })
}

/** `.env:12  KEY  https://old… → https://new…`, without colour; null if nothing changed. */
export function diffLine(
  file: string,
  { key, line, before, after, changed }: SwapChange,
  arrow: string,
): string | null {
  return changed ? `${file}:${line}  ${key}  ${before === null ? '' : `${before} `}${arrow} ${after}` : null
}

type Refusal = { readonly outcome: 'refused'; readonly reason: RefusedKey['reason'] }

function swapKey(document: EnvDocument, key: string, { origin, path }: SwapRequest): Edit | Refusal {
  const refusal = refuseDocument(document)
  if (refusal !== null) return refusal
  const target = definitionsOf(document, key).at(-1)
  const swapped: SwapResult | Refusal =
    target === undefined
      ? { outcome: 'refused', reason: 'missing' }
      : swapHost(decodeText(document.bytes, target.value), origin)
  const usePath = swapped.outcome === 'refused' && path !== undefined && swapped.reason !== 'interpolation'
  const result = usePath ? urlWithPath(origin, path) : swapped
  return result.outcome === 'refused' ? result : setValue(document, key, result.value)
}

const NAME_ROUTE = 'write the whole URL with its route there once, or name the route'
const BY_HAND = 'set it to a plain `https://` URL'

const REASONS: Readonly<Record<RefusedKey['reason'], { readonly what: string; readonly fix: string }>> = {
  missing: { what: 'is not there, so the route of the callback is unknown', fix: NAME_ROUTE },
  empty: { what: 'is empty, so the route of the callback is unknown', fix: NAME_ROUTE },
  placeholder: { what: 'holds a placeholder instead of a URL', fix: NAME_ROUTE },
  relative: { what: 'holds a path without a host', fix: NAME_ROUTE },
  'no-path': { what: 'names a host and no route', fix: NAME_ROUTE },
  interpolation: { what: 'is put together from other variables', fix: 'swap the variable that holds the host' },
  credentials: { what: 'holds a user name or password in the URL', fix: BY_HAND },
  malformed: { what: 'is no URL', fix: BY_HAND },
  'malformed-origin': { what: 'cannot take the address of the tunnel', fix: 'report this with `--verbose`' },
  'unsafe-character': { what: 'would hold a character that loaders read differently', fix: BY_HAND },
  'empty-value': { what: 'cannot be set to nothing', fix: BY_HAND },
  'bad-key': { what: 'is no name of a variable', fix: 'name it with letters, digits and `_`' },
  encoding: { what: 'cannot be edited: the file is not UTF-8 text', fix: 'save the file as UTF-8' },
  'merge-conflict': { what: 'is ambiguous: the file holds an unresolved merge', fix: 'resolve the merge first' },
}
