import type { CommandDefinition } from './command.ts'
import { type OptionDefinition, OptionValueError, optionKey } from './option.ts'
import type { ParsedLine } from './parse-command-line.ts'

type RunLine = Extract<ParsedLine, { kind: 'run' }>

/**
 * Reads a line in which everything is in its usual form: a command, its words, and options that exist with values that
 * they accept. It needs no parser, and loading one takes longer than checking an env file. Undefined for every other
 * line, also for a wrong one: whoever complains is the parser.
 */
export function readPlainLine(
  argv: readonly string[],
  commands: readonly CommandDefinition[],
  globalOptions: readonly OptionDefinition[],
): RunLine | undefined {
  const [first] = argv
  const isBare = first === undefined || first.startsWith('-')
  const command = isBare ? commands[0] : commands.find(({ name }) => name === first)
  if (command === undefined) return undefined
  // The bare form knows the options of every command only.
  const known = namesOf(isBare ? globalOptions : [...globalOptions, ...(command.options ?? [])])
  const args: string[] = []
  const options: Record<string, unknown> = {}
  const tokens = isBare ? argv : argv.slice(1)
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? ''
    if (!token.startsWith('-')) {
      args.push(token)
      continue
    }
    const equals = token.startsWith('--') ? token.indexOf('=') : -1
    const name = equals === -1 ? token : token.slice(0, equals)
    const definition = known.get(name)
    if (definition === undefined) return undefined
    const key = optionKey(definition.flags)
    if (definition.parse === undefined) {
      if (equals !== -1) return undefined
      options[key] = !name.startsWith('--no-')
      continue
    }
    const text = equals === -1 ? tokens[++index] : token.slice(equals + 1)
    if (text === undefined || text === '' || text.startsWith('-')) return undefined
    const read = readValue(definition, text)
    if (read === undefined) return undefined
    options[key] =
      definition.repeatable === true ? [...((options[key] as readonly unknown[]) ?? []), read.value] : read.value
  }
  return fits(command, args, isBare) ? { kind: 'run', command, args, passedThrough: [], options } : undefined
}

/** By every spelling; a name that two options have is nobody's. */
function namesOf(definitions: readonly OptionDefinition[]): ReadonlyMap<string, OptionDefinition | undefined> {
  const names = new Map<string, OptionDefinition | undefined>()
  for (const definition of definitions) {
    // An optional value is for the parser to tell apart.
    if (definition.flags.includes('[')) continue
    for (const name of definition.flags.match(/--?[A-Za-z][A-Za-z-]*/g) ?? [])
      names.set(name, names.has(name) ? undefined : definition)
  }
  return names
}

function readValue(definition: OptionDefinition, text: string): { readonly value: unknown } | undefined {
  try {
    return { value: definition.parse?.(text) }
  } catch (error) {
    if (error instanceof OptionValueError) return undefined
    throw error
  }
}

function fits(command: CommandDefinition, args: readonly string[], isBare: boolean): boolean {
  if (isBare) return args.length === 0
  const known = command.arguments ?? []
  const required = known.filter((argument) => argument.name.startsWith('<')).length
  const most = known.some((argument) => argument.name.includes('...')) ? Number.POSITIVE_INFINITY : known.length
  return args.length >= required && args.length <= most
}
