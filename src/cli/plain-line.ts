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
  const command = name === undefined ? commands[0] : commands.find((candidate) => candidate.name === name)
  if (command === undefined || args.some((arg) => arg.startsWith('-'))) return undefined
  const known = command.arguments ?? []
  const required = known.filter((argument) => argument.name.startsWith('<')).length
  const most = known.some((argument) => argument.name.includes('...')) ? Number.POSITIVE_INFINITY : known.length
  if (args.length < required || args.length > most) return undefined
  return { kind: 'run', command, args, passedThrough: [], options: {} }
}
