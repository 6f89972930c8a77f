import type { ReplyFacts } from './reply-facts.ts'

/** Marks of debug pages and stack traces in the frameworks' own formats; each is a matter of one line. */
const traces: readonly RegExp[] = [
  // Node, as text and as the pages of Express have it.
  /^[ \t]{0,12}at .{1,300}?\((?:file:|node:|\/|[A-Z]:\\).{1,300}?:\d+:\d+\)/m,
  /<br>\s{0,4}&nbsp;\s{0,4}&nbsp;\s{0,4}at .{1,300}?:\d+:\d+\)?/,
  // Python, Django, Flask.
  /Traceback \(most recent call last\)/,
  /seeing this error because you have <code>DEBUG = True|<th>Django Version:|\/\/ Werkzeug Debugger<|The debugger caught an exception/,
  // Laravel, also its JSON; Symfony.
  /Illuminate\\\w|"exception": ?"[\w\\]{1,200}Exception"|Whoops, looks like something went wrong|"stack_frames":/,
  /class="trace-details"|Symfony Exception<\/h2>/,
  // Rails.
  /Rails\.root: |id="(?:Application|Framework|Full)-Trace/,
  // PHP.
  /#\d+ \/[\w/.-]{1,300}\.php\(\d+\)|Stack trace:\s{0,4}(?:<br \/>\s{0,4})?#0 /,
  // Java and .NET.
  /\bat (?:org|com|java|jakarta|sun)\.[\w.$]{1,300}\([\w.]{1,100}:\d+\)/,
  /^\s{0,12}at [\w.<>`]{1,200}\([^)\n]{0,300}\) in [^\n]{1,300}:line \d+/m,
  /"trace": ?(?:"#0 |\[ ?\{ ?"(?:file|class|function)"|"[^"]{1,2000}(?:\\t|\b)at )|"stack": ?"[^"]{1,2000}\bat /,
]

/** Whether a reply shows the inside of the program. */
export function exposesTrace({ body, headers }: Pick<ReplyFacts, 'body' | 'headers'>): boolean {
  return headers.has('x-debug-exception-file') || traces.some((trace) => trace.test(body))
}

const secretName = /\b[A-Z][A-Z0-9_]{0,40}(?:KEY|SECRET|PASSWORD|PASSKEY|TOKEN|_DSN|DATABASE_URL)\b/g
const mostNames = 4
/** Names of headers, and of settings that hold nothing but such a name: they stand on every debug page. */
const noSecret = /^(?:HTTP|CSRF|SESSION|LANGUAGE)_|_(?:COOKIE|HEADER)_/
/** Frameworks hide the values of names that they know; whoever sees stars sees nothing. */
const hidden = /^[^*]{0,80}\*{6}/

/**
 * What a debug page gives away beyond the trace, for the reason of the finding; undefined if that is all. Only the names
 * of secrets are told.
 */
export function describeExposure({ body }: Pick<ReplyFacts, 'body'>): string | undefined {
  const names = new Set<string>()
  for (const found of body.matchAll(secretName)) {
    const [name] = found
    if (noSecret.test(name)) continue
    if (!hidden.test(body.slice(found.index + name.length, found.index + name.length + 90))) names.add(name)
    if (names.size === mostNames) break
  }
  const parts = [
    ...(/\/\/ Werkzeug Debugger</.test(body) ? ['It offers a console that runs code on the server.'] : []),
    ...(/id="settings-info"/.test(body) ? ['It lists the settings of the app.'] : []),
    ...(names.size === 0
      ? []
      : [`It names ${[...names].map((name) => `\`${name}\``).join(', ')}: if the values stand there, change them.`]),
  ]
  return parts.length === 0 ? undefined : `The whole internet can read this page. ${parts.join(' ')}`
}
