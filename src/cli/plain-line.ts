import type { CommandDefinition } from './command.ts'
import type { ParsedLine } from './parse-command-line.ts'

/**
 * Reads a line that is nothing but the name of a command and its arguments, or empty: what people type most. It needs no
 * parser, and loading one takes longer than checking an env file. Undefined for every other line, also for a wrong one.
 */
export function readPlainLine(
  argv: readonly string[],
  commands: readonly CommandDefinition[],
): Extract<ParsedLine, { kind: 'run' }> | undefined {
  const [name, ...args] = argv
  const command = name === undefined ? commands[0] : commands.find((known) => known.name === name)
  const required = command?.arguments?.filter((argument) => argument.name.startsWith('<')).length ?? 0
  if (command === undefined || args.length < required || args.some((arg) => arg.startsWith('-'))) return undefined
  return { kind: 'run', command, args, passedThrough: [], options: {} }
}
