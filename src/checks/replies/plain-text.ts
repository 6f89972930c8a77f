const longest = 160

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
}

// Long random-looking words are keys and tokens, but for the ids of payments.
const token = /(?<![\w+/=-])(?!ws_CO_)(?=[\w+/=-]{0,80}\d)(?=[\w+/=-]{0,80}[A-Za-z])[\w+/=-]{32,}/g
const named = /\b(api_?key|passkey|password|passwd|secret|token)(["']?\s{0,2}(?:[:=]|=>)\s{0,2}["']?)([^\s"',;&]{6,})/gi

/** What a body says, without its markup, scripts and styles. Takes time in proportion to the length. */
export function plainText(markup: string): string {
  if (!/[<&]/.test(markup)) return markup
  const bare = withoutCode(markup)
    .replaceAll(/<br\s{0,4}\/?>/gi, '\n')
    .replaceAll(/<[^<>]{0,500}>/g, ' ')
  return bare.replaceAll(/&(?:lt|gt|quot|#34|#39|#x27|nbsp|amp);/g, (entity) => entities[entity] ?? entity)
}

/** One short line to print: no control characters, no secrets. */
export function tidyLine(text: string): string {
  const line = text
    .slice(0, 2_000)
    .replaceAll(/\s+/g, ' ')
    // Control characters of a hostile body must not reach a terminal, nor those that turn text around.
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(named, (_whole, name: string, between: string) => `${name}${between}********`)
    .replaceAll(token, (word) => (isPath(word) ? word : '********'))
    .trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** "/var/www/shop2/public/callback": long, and made of words. Base64 has slashes, too, but hardly a word between them. */
function isPath(word: string): boolean {
  const parts = word.split('/')
  return parts.length > 2 && parts.every((part) => /^[\w-]{0,30}$/.test(part) && !isRandom(part))
}

function isRandom(part: string): boolean {
  const words = part.split(/[-_]/)
  return words.some((word) => /\d/.test(word) && /[a-z]/i.test(word) && (word.length >= 16 || isMixed(word)))
}

function isMixed(word: string): boolean {
  return word.length >= 8 && /[a-z]/.test(word) && /[A-Z]/.test(word)
}

/** The markup without its scripts and styles. */
export function withoutCode(markup: string): string {
  return without(without(markup, 'script'), 'style')
}

/** The text without these elements; one that does not end goes to the end. */
function without(markup: string, element: string): string {
  const text = markup.toLowerCase()
  const kept: string[] = []
  let from = 0
  while (from < markup.length) {
    const start = text.indexOf(`<${element}`, from)
    if (start === -1) break
    kept.push(markup.slice(from, start))
    const end = text.indexOf(`</${element}>`, start)
    from = end === -1 ? markup.length : end + element.length + 3
  }
  return kept.join('') + markup.slice(from)
}
