import { jsonErrorOf } from './json-error.ts'
import { plainText, tidyLine, withoutCode } from './plain-text.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** Errors stand near the beginning, and patterns over long hostile texts take long. */
const mostRead = 8_000
/** What is further down a page is not its message. */
const mostBlocks = 3
/** Longer lines below the heading are prose for people who surf. */
const shortLine = 45

/** The first line that says something: an error page's message rather than its markup; empty for an empty body. */
export function excerptOf({ body, isPage, title }: ReplyFacts): string {
  if (!isPage) return firstLine(plainText(body.slice(0, mostRead * 2)).slice(0, mostRead))
  const name = tidyLine(plainText(title ?? ''))
  const bare = withoutCode(body).slice(0, mostRead)
  const blocks = [...bare.matchAll(/<(?:h1|h2|pre|p)\b[^>]{0,300}>([\s\S]{1,600}?)<\/(?:h1|h2|pre|p)>/gi)]
  const text = blocks
    .slice(0, mostBlocks)
    .map(([, block = '']) => tidyLine(plainText(block)))
    .find((line, index) => line !== '' && (index === 0 || line.length <= shortLine) && !saysNothingNew(line, name))
  if (text === undefined) return name === '' ? firstLine(plainText(bare)) : name
  // "403 Forbidden" is said by the status already.
  return name === '' || text.includes(name) || /^[45]\d\d [A-Z][A-Za-z ]{2,40}$/.test(name)
    ? text
    : tidyLine(`${name}: ${text}`)
}

/** "Not Found" under the title "404 Not Found". */
function saysNothingNew(line: string, title: string): boolean {
  const known = new Set(title.toLowerCase().match(/[a-z']+/g))
  return (line.toLowerCase().match(/[a-z']+/g) ?? []).every((word) => known.has(word))
}

/** Where debug pages name the error: the parts of the page, each found by itself, that make one line. */
const places: readonly (readonly RegExp[])[] = [
  // Werkzeug, under Flask.
  [/<title>([^<]{1,600}?)\s{0,9}\/\/ Werkzeug Debugger<\/title>/],
  // Django.
  [/<title>([\w.]{1,80})\s{1,40}at [^<]{0,600}<\/title>/, /<pre class="exception_value">([^<]{1,600})/],
  // Rails: in another form up to 6.0.
  [
    /<header[^>]{0,100}>\s{0,40}<h1[^>]{0,100}>\s{0,40}([^<\n]{1,200})/,
    /(?:<h2[^>]{0,100}>|<div class="message">)\s{0,40}([^<\s][^<]{0,600})/,
  ],
  // Symfony, before its page.
  [/^<!-- ([^\n]{1,600}?) \(\d{3} [\w -]{1,40}\) -->/],
  // Express.
  [/<pre>((?:[A-Z]\w{0,80})?Error: [^<\n]{1,600})/],
  // PHP with display_errors.
  [/(?:Fatal|Parse) error(?:<\/b>)?:\s{1,4}(?:Uncaught )?([^\n]{1,600}?) in (?:<b>)?\/[^\n]{1,300}/],
]

/** The line of an error that names it, if one is found: "TypeError: … is not a function". */
export function errorLineOf(reply: ReplyFacts): string | undefined {
  if (reply.json !== undefined) return reply.status < 400 ? undefined : jsonErrorOf(reply.json)
  for (const place of places) {
    const parts = place.map((part) => part.exec(reply.body)?.[1])
    if (parts.every((part) => part !== undefined))
      return tidyLine([...new Set(parts.map((part) => plainText(part ?? '').trim()))].join(': '))
  }
  const lastLine = reply.body.startsWith('Traceback (most recent call last)')
    ? reply.body.trimEnd().split('\n').at(-1)
    : undefined
  if (lastLine !== undefined) return tidyLine(lastLine)
  const text = plainText(reply.body).slice(0, mostRead)
  const line =
    /^.{0,300}?\b((?:[A-Za-z_][\w.\\]{0,80}(?:Error|Exception|Fault)|Fatal error|error|NoReverseMatch|KeyError) {0,2}[:(].{1,600})$/m
  const named = line.exec(text)?.[1]
  return named === undefined ? undefined : tidyLine(named)
}

function firstLine(text: string): string {
  return tidyLine(text.split('\n').find((candidate) => candidate.trim() !== '') ?? '')
}
