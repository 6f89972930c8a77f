/** Stands in a word for what only running something can tell: `$(…)`, backticks, arithmetic. No byte of a file has this code. */
export const UNKNOWN = '\u0100'

/** The same for arithmetic that may be an error, which ends the reading. */
export const RISKY = '\u0101'

/** One word as it stands in the file, quotes included, but without continued lines and with `UNKNOWN` for substitutions. */
export interface Word {
  readonly text: string
  /** Offsets into the file's text, for showing what stands there. */
  readonly start: number
  readonly end: number
  /** `K=(a b)`; `mixed` if more text follows the bracket. */
  readonly array: 'none' | 'whole' | 'mixed'
}

export interface SimpleCommand {
  readonly kind: 'simple'
  readonly words: readonly Word[]
  /** A redirection may fail, and the command then does nothing; assignments alone are made all the same. */
  readonly redirected: boolean
  /** What the redirections name. Expanding it may be an error that ends the reading. */
  readonly targets: readonly string[]
}

export type Command =
  | SimpleCommand
  | { readonly kind: 'group'; readonly body: CommandList }
  /** What a subshell sets is lost. */
  | { readonly kind: 'subshell' }
  /** `if`, `while`, `until`: parts that may run or not. */
  | { readonly kind: 'branches'; readonly bodies: readonly CommandList[] }
  | { readonly kind: 'function'; readonly name: string }

export interface Pipeline {
  readonly commands: readonly Command[]
  readonly negated: boolean
  /** How it hangs together with the one before. */
  readonly after: '&&' | '||' | null
}

/** Pipelines joined by `&&` and `||`. */
export interface AndOrList {
  readonly pipelines: readonly Pipeline[]
  /** Ended by `&`: it runs in a process of its own. */
  readonly background: boolean
}

export type CommandList = readonly AndOrList[]
