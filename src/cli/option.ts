/** Raised by an option's `parse`; becomes an error with exit code 2 that names the option and where its value came from. */
export class OptionValueError extends Error {}

/** One option of the command line, of `MPESA_DOCTOR_<NAME>` and of the config file. */
export interface OptionDefinition<T = unknown> {
  /** As commander reads it: `-C, --cwd <dir>`. */
  readonly flags: string
  readonly description: string
  /** Heading in the help text. */
  readonly group: string
  /** May be given several times; the values add up. */
  readonly repeatable?: boolean
  /** Turns the text into the value; throws `OptionValueError`. Absent for switches. */
  readonly parse?: (text: string) => T
}

/** `--app-url <url>` → `appUrl`, `--no-input` → `input`: the key of the value everywhere. */
export function optionKey(flags: string): string {
  const [first = '', ...others] = bareName(flags).split('-')
  return others.reduce((key, word) => `${key}${word.charAt(0).toUpperCase()}${word.slice(1)}`, first)
}

/** `-C, --cwd <dir>` → `cwd`. */
export function longName(flags: string): string {
  return /--([a-z][a-z-]*)/.exec(flags)?.[1] ?? ''
}

/** `--app-url <url>` → `MPESA_DOCTOR_APP_URL`. */
export function variableName(flags: string): string {
  return `MPESA_DOCTOR_${bareName(flags).replaceAll('-', '_').toUpperCase()}`
}

/** `--no-input` → `input`. */
function bareName(flags: string): string {
  const name = longName(flags)
  return name.startsWith('no-') ? name.slice('no-'.length) : name
}
