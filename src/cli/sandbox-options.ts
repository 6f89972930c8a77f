import { parseFault } from '../sandbox/faults/faults.ts'
import { parseRule, RuleError } from '../sandbox/outcomes/parse-rule.ts'
import { type OptionDefinition, OptionValueError } from './option.ts'
import { parseAnyText, parsePort, parseTime, parseWebUrl } from './parse-values.ts'
import { pageOptions } from './ui-options.ts'

const group = 'Options'

/** A text that is no rule or fault is a wrong option value. */
function told<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      throw error instanceof RuleError ? new OptionValueError(error.message) : error
    }
  }
}

export const sandboxOptions: readonly OptionDefinition[] = [
  {
    group,
    flags: '--port <port>',
    description: 'port to listen on (default: 8770, else any that is free)',
    parse: parsePort,
  },
  {
    group,
    flags: '--deliver-to <url>',
    description:
      'send every callback to this app, whatever host its CallBackURL names; path and query are kept (default: the app of this project)',
    parse: parseWebUrl,
  },
  ...pageOptions(
    "the customers' phones in the browser: prompts wait for you, with PIN, money, SMS and callbacks; its address is printed, on this machine only",
    8_767,
  ),
  {
    group,
    flags: '--outcome <rule>',
    description:
      'how payments end: `cancelled`, `1032`, `ask`, or with what it is about: `phone=001:timeout@5s*2`; repeatable, the first that matches',
    repeatable: true,
    parse: told(parseRule),
  },
  { group, flags: '--rules <file>', description: 'rules of --outcome from a file, one a line', parse: parseAnyText },
  {
    group,
    flags: '--fault <name>',
    description: 'what goes wrong: `callback-lost`, `slow=3s`, `query-500=0.3`; repeatable, see --list-faults',
    repeatable: true,
    parse: told(parseFault),
  },
  { group, flags: '--list-faults', description: 'list what --fault takes' },
  {
    group,
    flags: '--state <file>',
    description: 'keep money, phones and payments in this file (default: in memory)',
    parse: parseAnyText,
  },
  { group, flags: '--after <time>', description: 'from a push to its callback (default: 3s)', parse: parseTime },
  { group, flags: '--query-limit', description: "one STK query in 12 seconds, as Safaricom's sandbox; else 429" },
  {
    group,
    flags: '--production-too',
    description: 'answer for api.safaricom.co.ke as well, where a command is run',
  },
  { group, flags: '--lenient', description: 'take callback URLs and shortcodes that the real Daraja refuses' },
]
