import { looksLikeCheckoutRequestId } from '../../daraja/checkout-request-id.ts'
import { squash } from '../../orders/words.ts'

const token = /ws_CO_[A-Za-z0-9_]{4,}/g

/**
 * The CheckoutRequestID in what a command printed: the field of that name in JSON (the whole output, or a line of it), else
 * the only text that looks like one. `several` if different ones were printed.
 */
export function findPrintedId(
  output: string,
): { readonly kind: 'found'; readonly id: string } | { readonly kind: 'none' } | { readonly kind: 'several' } {
  const fields = new Set([output, ...output.split('\n')].flatMap((text) => fieldsIn(parseJson(text))))
  const ids = fields.size > 0 ? fields : new Set(output.match(token) ?? [])
  const [id] = ids
  if (id === undefined) return { kind: 'none' }
  return ids.size > 1 ? { kind: 'several' } : { kind: 'found', id }
}

/** The first id that is printed in full, while more may still be to come. */
export function findEarlyId(output: string): string | undefined {
  return /(ws_CO_[A-Za-z0-9_]{4,})[^A-Za-z0-9_]/.exec(output)?.[1]
}

function parseJson(text: string): unknown {
  const start = text.trimStart().charAt(0)
  if (start !== '{' && start !== '[') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Ids are opaque: under its own name any text that could be one counts. */
function fieldsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value !== 'object' || value === null || depth > 6) return []
  return Object.entries(value).flatMap(([name, entry]) => {
    const isNamed = /^(mpesa)?checkout(request)?id$/.test(squash(name))
    if (isNamed && typeof entry === 'string' && (looksLikeCheckoutRequestId(entry) || /^\S{8,}$/.test(entry)))
      return [entry]
    return fieldsIn(entry, depth + 1)
  })
}
