import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander'
import { nearestName } from '../core/nearest-name.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { CommandDefinition } from './command.ts'
import type { Deps, Stream } from './deps.ts'
import { exitCodes } from './exit-codes.ts'
import { type OptionDefinition, OptionValueError, optionKey } from './option.ts'

export type ParsedLine =
  | {
      readonly kind: 'run'
      readonly command: CommandDefinition
      readonly args: readonly string[]
      readonly passedThrough: readonly string[]
      readonly options: Readonly<Record<string, unknown>>
    }
  /** Help or version was printed, or the line was wrong and that was said. */
  | { readonly kind: 'done'; readonly exitCode: number }

/** What the parser writes to, and the version that it prints. */
export type ParserDeps = Pick<Deps, 'stdout' | 'stderr' | 'version'>

/** Reads the command line; prints help, version and complaints itself. */
export async function parseCommandLine(
  argv: readonly string[],
  commands: readonly CommandDefinition[],
  globalOptions: readonly OptionDefinition[],
  deps: ParserDeps,
): Promise<ParsedLine> {
  const separator = argv.indexOf('--')
  const own = separator === -1 ? argv : argv.slice(0, separator)
  const passedThrough = separator === -1 ? [] : argv.slice(separator + 1)
  let parsed: ParsedLine | undefined
  const program = createProgram(deps)
  addOptions(program, globalOptions)
  program.addHelpText('after', () => programFooter())
  // A line that begins with the name of a command can mean no other.
  const named = commands.filter(({ name }) => name === own[0])
  for (const definition of named.length > 0 ? named : commands) {
    const command = program
      .command(definition.name)
      .allowExcessArguments(false)
      .summary(definition.summary)
      .description(definition.description ?? definition.summary)
    for (const { name, description } of definition.arguments ?? []) command.argument(name, description)
    if (definition.runsProgram === true) {
      const words = (definition.arguments ?? []).map(({ name }) => `${name} `).join('')
      command.usage(`[options] ${words}[-- <command...>]`)
    }
    // Of the others, name and summary are all that is ever shown.
    if (own.includes(definition.name)) {
      addOptions(command, definition.options ?? [])
      command.addHelpText('after', () => commandFooter(definition, globalOptions))
    }
    command.action(() => {
      parsed = {
        kind: 'run',
        command: definition,
        args: command.args,
        passedThrough,
        options: command.optsWithGlobals(),
      }
    })
  }
  // The bare form runs the default command; a word that is no command is a slip, not an order number.
  program.action(() => {
    const [word] = program.args
    const [first] = commands
    if (word !== undefined) program.error(unknownCommand(word, commands), { exitCode: exitCodes.usage.code })
    if (first !== undefined) parsed = { kind: 'run', command: first, args: [], passedThrough, options: program.opts() }
  })
  try {
    await program.parseAsync([...own], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError)
      return { kind: 'done', exitCode: error.exitCode === 0 ? 0 : exitCodes.usage.code }
    throw error
  }
  return parsed ?? { kind: 'done', exitCode: exitCodes.usage.code }
}

function createProgram(deps: ParserDeps): Command {
  return new Command('mpesa-doctor')
    .description('Finds out why an M-Pesa payment is stuck in "pending", and fixes it.')
    .usage('[command] [options]')
    .version(deps.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .showSuggestionAfterError(true)
    .allowExcessArguments(true)
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => deps.stderr.write(text),
      outputError: (text, write) => write(wrapComplaint(text.replace(/^error: /, 'mpesa-doctor: '), deps.stderr)),
      getOutHelpWidth: () => (deps.stdout.isTerminal ? Math.min(deps.stdout.columns, 100) : 80),
      getErrHelpWidth: () => (deps.stderr.isTerminal ? Math.min(deps.stderr.columns, 100) : 80),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ formatHelp: commandsFirst })
}

/** In a terminal by words; elsewhere a line is a line. */
function wrapComplaint(text: string, { isTerminal, columns }: Stream): string {
  if (!isTerminal) return text
  const width = Math.max(40, Math.min(columns, 100))
  const paragraphs = text.trimEnd().split('\n')
  return paragraphs.map((paragraph) => `${wrapText(paragraph, width - 2).join('\n  ')}\n`).join('')
}

/** What one can do stands before how; commander prints the list of commands last. */
function commandsFirst(command: Command, help: Help): string {
  const text = Help.prototype.formatHelp.call(help, command, help)
  const blocks = text.trimEnd().split(/\n\n(?=\S)/)
  const list = blocks.findIndex((block) => block.startsWith('Commands:'))
  if (list > 2) blocks.splice(2, 0, ...blocks.splice(list, 1))
  return `${blocks.join('\n\n')}\n`
}

function addOptions(command: Command, definitions: readonly OptionDefinition[]): void {
  for (const { flags, description, group, repeatable, parse } of definitions) {
    const option = new Option(flags, description).helpGroup(`${group}:`)
    if (parse !== undefined)
      option.argParser((text: string, previous: unknown) => {
        const value = parseOrComplain(parse, text)
        return repeatable === true ? [...((previous as readonly unknown[] | undefined) ?? []), value] : value
      })
    command.addOption(option)
    // commander presets `--no-x` to true; here an option that nobody gave must stay undefined.
    if (option.negate) command.setOptionValueWithSource(optionKey(flags), undefined, undefined as unknown as string)
  }
}

function parseOrComplain(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof OptionValueError) throw new InvalidArgumentError(error.message)
    throw error
  }
}

function unknownCommand(word: string, commands: readonly CommandDefinition[]): string {
  const near = nearestName(
    word,
    commands.map(({ name }) => name),
  )
  const hint = near === undefined ? 'See mpesa-doctor --help for all commands.' : `Did you mean ${near}?`
  const order = /\d/.test(word) ? `\nTo look at one order: mpesa-doctor diagnose ${word}` : ''
  return `error: unknown command '${word}'. ${hint}${order}`
}

function programFooter(): string {
  return `
Examples:
  mpesa-doctor                          find out what is wrong
  mpesa-doctor demo                     see it at work on an embedded shop
  mpesa-doctor tunnel 5000              a public URL for the app on port 5000
  mpesa-doctor simulate ws_CO_…         send the callback of one payment
  mpesa-doctor check-env --json         for scripts

Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${wrapText(meaning, 72).join('\n       ')}`)
  .join('\n')}

Options are also MPESA_DOCTOR_<NAME> (--app-url is MPESA_DOCTOR_APP_URL) and, but
for --cwd, --config and --json, keys of mpesa-doctor.config.json (appUrl).
`
}

function commandFooter({ examples }: CommandDefinition, globalOptions: readonly OptionDefinition[]): string {
  const width = Math.max(...examples.map(([line]) => line.length))
  const isWide = examples.some(([, meaning]) => 2 + width + 2 + meaning.length > 80)
  const lines = examples.map(([line, meaning]) =>
    isWide ? `  ${line}\n      ${meaning}` : `  ${line.padEnd(width)}  ${meaning}`,
  )
  const names = globalOptions.map(({ flags }) => /--[a-z-]+/.exec(flags)?.[0] ?? flags)
  return `\nExamples:\n${lines.join('\n')}\n\nGlobal options, see mpesa-doctor --help:\n${foldNames(names)}\n\nExit codes: see mpesa-doctor --help
`
}

function foldNames(names: readonly string[]): string {
  const lines: string[] = ['']
  for (const name of names) {
    const last = lines.at(-1) ?? ''
    if (last.length + name.length > 76) lines.push(name)
    else lines[lines.length - 1] = last === '' ? name : `${last} ${name}`
  }
  return lines.map((line) => `  ${line}`).join('\n')
}
