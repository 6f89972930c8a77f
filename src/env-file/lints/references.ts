/** `${NAME}`, `${NAME:-instead}` or `$NAME` in a value. */
export interface Reference {
  readonly name: string
  readonly braced: boolean
  /** It says what to take where the name is not set. */
  readonly hasDefault: boolean
  /** As it stands there. */
  readonly text: string
  /** UTF-16 units from the start of the value. */
  readonly index: number
}

// The length of what may stand between the braces is limited, so that many open ones do not cost the square of it.
const form = /(\\*)\$(?:\{([A-Za-z_][A-Za-z0-9_]*)([^}]{0,200})\}|([A-Za-z_][A-Za-z0-9_]*))/g

/** What some loader may take for a reference; one behind a backslash is none. */
export function findReferences(value: string): readonly Reference[] {
  if (!value.includes('$')) return []
  return [...value.matchAll(form)].flatMap(({ 0: whole, 1: slashes = '', 2: braced, 3: rest = '', 4: bare, index }) => {
    if (slashes.length % 2 === 1) return []
    return [
      {
        name: braced ?? bare ?? '',
        braced: braced !== undefined,
        hasDefault: /^:?[-=].+/s.test(rest),
        text: whole.slice(slashes.length),
        index: index + slashes.length,
      },
    ]
  })
}

/** Where a value runs a command in a shell: `$(…)` or a pair of backticks; undefined if it does not. */
export function findCommand(value: string): { readonly index: number; readonly length: number } | undefined {
  const dollar = value.indexOf('$(')
  const end = dollar === -1 ? -1 : value.indexOf(')', dollar)
  if (end !== -1) return { index: dollar, length: end + 1 - dollar }
  const open = value.indexOf('`')
  const close = open === -1 ? -1 : value.indexOf('`', open + 1)
  return close === -1 ? undefined : { index: open, length: close + 1 - open }
}
