import type { ReplyFacts } from './reply-facts.ts'

const longest = 160
/** Errors stand near the beginning, and patterns over long hostile texts take long. */
const mostRead = 8_000

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
}

/** The first line that says something: an error page's message rather than its markup; empty for an empty body. */
export function excerptOf({ body, isPage, title }: ReplyFacts): string {
  if (!isPage) return firstLine(stripTags(body))
  const heading = /<(?:h1|h2|pre|p)[^>]*>([\s\S]{1,600}?)<\/(?:h1|h2|pre|p)>/i.exec(body)?.[1]
  const text = heading === undefined ? '' : firstLine(stripTags(heading))
  if (title === undefined || text.includes(title)) return text
  return text === '' || title.includes(text) ? shorten(title) : shorten(`${title}: ${text}`)
}

/** The line of an error page that names the error, if one is found: "TypeError: … is not a function". */
export function errorLineOf({ body }: ReplyFacts): string | undefined {
  const text = stripTags(body.slice(0, mostRead).replaceAll(/<br\s*\/?>/gi, '\n'))
  const line =
    /^.*?\b((?:[A-Za-z_][\w.\\]{0,80}(?:Error|Exception|Fault)|Fatal error|error|NoReverseMatch|KeyError)\s*[:(].+)$/m
  const found = line.exec(text)?.[1]
  return found === undefined ? undefined : shorten(found.trim())
}

function stripTags(markup: string): string {
  const text = markup
    .slice(0, mostRead)
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replaceAll(/<[^>]{0,500}>/g, ' ')
  return text.replaceAll(/&(?:lt|gt|quot|#39|#x27|nbsp|amp);/g, (entity) => entities[entity] ?? entity)
}

function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '')
  return shorten((line ?? '').replaceAll(/\s+/g, ' ').trim())
}

// Control characters of a hostile body must not reach a terminal.
function shorten(text: string): string {
  const printable = text.replaceAll(/\p{Cc}/gu, '')
  return printable.length > longest ? `${printable.slice(0, longest - 1)}…` : printable
}
