/** What decides how a stream is written to. */
export interface TerminalFacts {
  readonly isTerminal: boolean
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly platform: string
}

/** Per stream: `NO_COLOR` > `--no-color`/`--color` > `FORCE_COLOR` > terminal. */
export function wantsColor(facts: TerminalFacts, option: boolean | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = facts.variables
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (option !== undefined) return option
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return facts.isTerminal && TERM !== 'dumb'
}

/** Plain characters are used with `--ascii`, `TERM=dumb`, and where the locale is not UTF-8. */
export function wantsAscii(facts: TerminalFacts, option: boolean | undefined): boolean {
  if (option !== undefined) return option
  const { TERM, LC_ALL, LC_CTYPE, LANG } = facts.variables
  if (TERM === 'dumb') return true
  // Windows consoles have no such variables; today's (and Node's own output) are UTF-8.
  if (facts.platform === 'win32') return false
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '')
  return locale !== undefined && !/utf-?8/i.test(locale)
}
