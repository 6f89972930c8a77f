import { setMaxListeners } from 'node:events'
import { KnownError } from '../core/errors.ts'
import { printable } from '../core/printable.ts'
import { createRedactor, type Redactor } from '../core/redact.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import { commands } from './commands/index.ts'
import { type Deps, OutputError } from './deps.ts'
import { EndedEarly } from './ended-early.ts'
import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { globalOptions } from './global-options.ts'
import type { ParsedLine } from './parse-command-line.ts'
import { readPlainLine } from './plain-line.ts'

/** Runs one command line. Resolves to the exit code; never exits, never throws. */
export async function main(argv: readonly string[], deps: Deps): Promise<number> {
  const redactor = createRedactor()
  const ending = new AbortController()
  // Every probe of a run listens to it; that is not a leak.
  setMaxListeners(0, ending.signal)
  const stopListening = deps.onSignal((signal) =>
    ending.abort(new EndedEarly(signal === 'SIGINT' ? 'interrupted' : 'terminated')),
  )
  try {
    const line = readPlainLine(argv, commands, globalOptions) ?? (await parse(argv, deps, redactor))
    if (line.kind === 'done') return line.exitCode
    // Help and version are done by now: only what really runs loads the machinery for it.
    const { runCommand } = await import('./run-command.ts')
    return await runCommand(line, deps, redactor, ending)
  } catch (error) {
    return await explainFailure(error, deps, redactor)
  } finally {
    stopListening()
  }
}

/** The parser is loaded only for lines that need it. What it complains about it repeats, so that is redacted as well. */
async function parse(
  argv: readonly string[],
  { stdout, stderr, version }: Deps,
  redactor: Redactor,
): Promise<ParsedLine> {
  const { parseCommandLine } = await import('./parse-command-line.ts')
  const { isTerminal, columns } = stderr
  const redacted = { write: (text: string) => stderr.write(redactor.text(text)), isTerminal, columns }
  return parseCommandLine(argv, commands, globalOptions, { stdout, stderr: redacted, version })
}

const endings = {
  timedOut: 'Ended by --timeout.\n',
  interrupted: 'Interrupted.\n',
  terminated: 'Ended by a signal.\n',
} as const

/** One tidy line and the fix for what is known; everything else is a defect of this program and says so. */
async function explainFailure(error: unknown, deps: Deps, redactor: Redactor): Promise<number> {
  const write = (text: string): void => deps.stderr.write(redactor.text(text))
  if (error instanceof EndedEarly) {
    write(endings[error.how])
    return exitCodes[error.how].code
  }
  if (error instanceof KnownError) {
    // `explain` knows these; most others only tell callers apart what the message says anyway.
    const code = error.code.startsWith('tunnel/') ? `${error.code}: ` : ''
    const { isTerminal, columns } = deps.stderr
    // Redacted first: broken over two lines, a secret would no longer be recognised.
    const wrapped = (text: string, hang: string): string =>
      isTerminal
        ? wrapText(redactor.text(text), Math.max(40, Math.min(columns, 100)) - hang.length).join(`\n${hang}`)
        : text
    write(`${wrapped(`mpesa-doctor: ${code}${printable(error.message)}`, '  ')}\n`)
    if (error.fix !== undefined)
      write(
        `  ${wrapped(`fix: ${error.fix.summary}`, '       ')}\n${error.fix.command === undefined ? '' : `       ${error.fix.command}\n`}`,
      )
    const names = {
      usage: 'usage',
      inconclusive: 'inconclusive',
      'timed-out': 'timedOut',
      conflict: 'conflict',
    } as const
    return exitCodeFor([names[error.category]])
  }
  if (error instanceof OutputError) {
    write(`mpesa-doctor: ${error.message}\n`)
    return exitCodes.internal.code
  }
  write(`mpesa-doctor crashed: ${printable(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
  write(
    `This is a defect of mpesa-doctor ${deps.version} (Node ${deps.nodeVersion}, ${deps.platform}). Please report it with the lines above.\n`,
  )
  return exitCodes.internal.code
}
