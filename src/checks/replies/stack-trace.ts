import type { ReplyFacts } from './reply-facts.ts'

/** Marks of debug pages and stack traces in the frameworks' own formats. */
const traces: readonly RegExp[] = [
  /^[ \t]{0,12}at .{1,300}?\((?:file:|node:|\/|[A-Z]:\\).{1,300}?:\d+:\d+\)/m,
  /(?:<br>|&nbsp;)\s{0,4}(?:&nbsp;)?\s{0,4}at .{1,300}?:\d+:\d+\)?/,
  /Traceback \(most recent call last\)/,
  /DEBUG = True|Django Version:|Werkzeug Debugger|The debugger caught an exception/i,
  /Illuminate\\\w+|"exception":\s*"[\w\\]+Exception"|Whoops, looks like something went wrong|window\.data\s*=.*"stack_frames"/,
  /Action Controller: Exception caught|Rails\.root:/,
  /#\d+ \/[\w/.-]+\.php\(\d+\)|Stack trace:\s*#0/,
  /\bat (?:org|com|java|jakarta|sun)\.[\w.$]+\([\w.]+:\d+\)/,
  /"trace":\s*(?:"|\[)|"stack":\s*"[^"]+\bat /,
]

/** Whether a reply shows the inside of the program. */
export function exposesTrace({ body }: ReplyFacts): boolean {
  return traces.some((trace) => trace.test(body))
}
