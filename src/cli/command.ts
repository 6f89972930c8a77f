import type { Ports } from '../core/ports.ts'
import type { Project } from '../core/project.ts'
import type { Redactor } from '../core/redact.ts'
import type { Settings } from '../core/settings.ts'
import type { Deps } from './deps.ts'
import type { GlobalValues } from './global-options.ts'
import type { OptionDefinition } from './option.ts'
import type { Output } from './output.ts'
import type { ResolvedValues } from './resolve-values.ts'

export interface ArgumentDefinition {
  /** As commander reads it: `[order]`, `<code>`, `<id...>`. */
  readonly name: string
  readonly description: string
}

/** What a command file exports: everything that help needs, and how to load the rest. */
export interface CommandDefinition {
  readonly name: string
  readonly summary: string
  /** A paragraph for the command's own help. */
  readonly description?: string
  readonly arguments?: readonly ArgumentDefinition[]
  readonly options?: readonly OptionDefinition[]
  /** Reads arguments that are settings: `probe <url>`, `diagnose <order>`. */
  readonly positional?: (args: readonly string[]) => { readonly callbackUrl?: string; readonly order?: string }
  /** True if the command gives `--timeout` a meaning of its own. */
  readonly ownTimeout?: boolean
  /** True if the words behind `--` are a program that the command runs. */
  readonly runsProgram?: true
  /** Command line and what it does. */
  readonly examples: readonly (readonly [string, string])[]
  /** Loads the command's body; nothing heavy is imported before. */
  readonly load: () => Promise<CommandBody>
}

/** Runs the command; resolves to the exit code. */
export type CommandBody = (invocation: Invocation) => Promise<number>

/** Everything that a command may use. */
export interface Invocation {
  readonly command: string
  readonly args: readonly string[]
  /** The words behind `--`: a program and what it is given. Empty without any. */
  readonly passedThrough: readonly string[]
  readonly globals: GlobalValues
  /** Values of the command's own options and of the global ones, with their origin. */
  readonly values: ResolvedValues
  readonly settings: Settings
  readonly project: Project
  readonly ports: Ports
  readonly deps: Deps
  readonly output: Output
  readonly redactor: Redactor
  /** Of what is kept in files and databases: also with `--show-secrets` it hides everything. */
  readonly keptRedactor: Redactor
  /** Aborted by Ctrl-C, SIGTERM and `--timeout`. */
  readonly signal: AbortSignal
  readonly startedAt: Date
}

/** Value of one of the command's own options; undefined if nobody gave it. */
export function optionValue<T>(invocation: Invocation, key: string): T | undefined {
  return invocation.values.get(key)?.value as T | undefined
}
