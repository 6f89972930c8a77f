// A quote with its backslashes, or a masked number where JSON has a bare value.
const quoteOrMasked = /(?<!\\)(\\*)"|([:[,]\s*)([+-]?[\d.]*\*{3,}[\dEe.+-]*)(?=\s*[,}\]])/g
const bareMasked = /([:[,]\s*)([+-]?[\d.]*\*{3,}[\dEe.+-]*)(?=\s*[,}\]])/g
// Backslashes double with each depth: a body made for it must not make many of few.
const deepest = 6

/**
 * Puts masked numbers in quotes: they are numbers no longer, and the document stays JSON. In JSON that is itself a text in
 * JSON the quotes are escaped as deep as the text is; a sentence in a text gets none.
 */
export function quoteMasked(text: string): string {
  if (!text.includes('***')) return text
  return text.includes('\\') ? quoteAtDepths(text) : quotePlain(text)
}

/** Without a backslash no text in it holds quotes of its own: each quote begins or ends one. */
function quotePlain(text: string): string {
  let quote = text.indexOf('"')
  let textFrom: number | undefined
  return text.replaceAll(bareMasked, (whole, before: string, masked: string, at: number) => {
    for (; quote !== -1 && quote < at; quote = text.indexOf('"', quote + 1))
      textFrom = textFrom === undefined ? quote + 1 : undefined
    if (textFrom === undefined) return `${before}"${masked}"`
    return holdsJson(text, textFrom) ? `${before}\\"${masked}\\"` : whole
  })
}

function quoteAtDepths(text: string): string {
  if (text.search(bareMasked) === -1) return text
  const open: { readonly depth: number; readonly from: number }[] = []
  return text.replaceAll(
    quoteOrMasked,
    (whole, backslashes: string | undefined, before: string, masked: string, at: number) => {
      const inner = open.at(-1)
      if (backslashes === undefined) {
        if (inner !== undefined && !holdsJson(text, inner.from)) return whole
        const depth = inner === undefined ? 0 : inner.depth + 1
        if (depth > deepest) return whole
        const quote = `${'\\'.repeat(2 ** depth - 1)}"`
        return `${before}${quote}${masked}${quote}`
      }
      const depth = depthOf(backslashes.length)
      if (inner === undefined || depth > inner.depth) {
        open.push({ depth, from: at + whole.length })
      } else {
        while ((open.at(-1)?.depth ?? -1) >= depth) open.pop()
      }
      return whole
    },
  )
}

function holdsJson(text: string, from: number): boolean {
  return /^\s*[[{]/.test(text.slice(from, from + 20))
}

/** How many texts deep a quote stands: each doubles the backslashes and adds one. Pairs before it are backslashes proper. */
function depthOf(backslashes: number): number {
  let depth = 0
  for (let rest = backslashes; rest % 2 === 1; rest = (rest - 1) / 2) depth += 1
  return depth
}
