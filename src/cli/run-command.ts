import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { usageError } from '../core/errors.ts'
import { plainRedactor, type Redactor } from '../core/redact.ts'
import { readEnvValues } from '../probes/env-values.ts'
import type { Invocation } from './command.ts'
import { commands } from './commands/index.ts'
import { readConfigFile } from './config-file.ts'
import type { Deps } from './deps.ts'
import { EndedEarly } from './ended-early.ts'
import { type GlobalValues, globalOptions } from './global-options.ts'
import { hideSecrets, loadProject, loadSettings } from './load-run.ts'
import { createOutput } from './output.ts'
import type { ParsedLine } from './parse-command-line.ts'
import { addConfig, type ResolvedValue, resolveGiven } from './resolve-values.ts'

/** Gathers everything that the command may use, then runs it. */
export async function runCommand(
  line: Extract<ParsedLine, { kind: 'run' }>,
  deps: Deps,
  redactor: Redactor,
  ending: AbortController,
): Promise<number> {
  const definitions = [...globalOptions, ...(line.command.options ?? [])]
  const startedAt = deps.ports.clock.now()
  const values = resolveGiven(definitions, line.options, deps.variables)
  const folder = resolve(deps.cwd, String(values.get('cwd')?.value ?? '.'))
  if (!existsSync(folder))
    throw usageError('folder-missing', `The folder ${folder} does not exist`, {
      summary: 'correct the path behind --cwd',
    })
  if (line.passedThrough.length > 0 && line.command.runsProgram !== true)
    throw usageError('words-behind-dashes', `\`${line.command.name}\` takes no words behind \`--\``, {
      summary: 'leave them out',
    })
  const config = await readConfigFile(folder, values.get('config')?.value as string | undefined)
  if (config !== undefined) addConfig(values, withAllOptions(definitions), config)
  const globals = globalsOf(values)
  const timeout = globals.timeout
  const timer =
    timeout === undefined || line.command.ownTimeout === true
      ? undefined
      : setTimeout(() => ending.abort(new EndedEarly('timedOut')), timeout)
  try {
    const project = await loadProject(folder, values, deps)
    const envValues = readEnvValues(project)
    const settings = await loadSettings(
      values,
      envValues,
      line.command.positional?.(line.args) ?? {},
      deps.ports,
      folder,
    )
    hideSecrets(redactor, envValues, settings)
    const shown = globals.showSecrets === true && deps.stdout.isTerminal ? showing(redactor) : redactor
    const output = await createOutput(deps, shown, globals)
    const body = await line.command.load()
    const invocation: Invocation = {
      command: line.command.name,
      args: line.args,
      passedThrough: line.passedThrough,
      globals,
      values,
      settings,
      project,
      ports: deps.ports,
      deps,
      output,
      redactor: shown,
      keptRedactor: redactor,
      signal: ending.signal,
      startedAt,
    }
    return await body(invocation)
  } finally {
    clearTimeout(timer)
  }
}

/** Hides nothing; what it learns, the other one hides in what is kept. */
function showing({ add }: Redactor): Redactor {
  return { ...plainRedactor, add }
}

/** The config file may hold options of any command, also of those that do not run now. */
function withAllOptions(definitions: readonly Parameters<typeof addConfig>[1][number][]) {
  const known = new Set(definitions.map(({ flags }) => flags))
  return [
    ...definitions,
    ...commands.flatMap((command) => command.options ?? []).filter(({ flags }) => !known.has(flags)),
  ]
}

function globalsOf(values: ReadonlyMap<string, ResolvedValue>): GlobalValues {
  return Object.fromEntries([...values].map(([key, { value }]) => [key, value])) as GlobalValues
}
