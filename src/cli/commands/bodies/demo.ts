import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usageError } from '../../../core/errors.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import { faults } from '../../../demo/faults.ts'
import { type Demo, startDemo } from '../../../demo/start-demo.ts'
import { wrapText } from '../../../reporters/wrap-text.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { demoAsJson, describeDemo } from '../../describe-demo.ts'
import { exitCodes } from '../../exit-codes.ts'
import { main } from '../../main.ts'
import { formatOf } from '../../run-report.ts'

const usualFault = 'get-only'

export const runDemo: CommandBody = async (invocation) => {
  if (optionValue(invocation, 'listFaults') === true) return listFaults(invocation)
  const serve = optionValue(invocation, 'serve') === true
  const fault = chooseFault(invocation) ?? (serve ? undefined : usualFault)
  const { deps, output, signal } = invocation
  output.talk('Starting a shop with its own PostgreSQL …\n')
  const demo = await startDemo({
    signal,
    ...(fault === undefined ? {} : { fault }),
    postgres: optionValue<'auto' | 'system' | 'package'>(invocation, 'postgres') ?? 'auto',
    searchPath: deps.variables.PATH ?? '',
    cwd: deps.cwd,
  })
  try {
    return serve ? await keepRunning(demo, invocation) : await tellStory(demo, invocation)
  } finally {
    await demo.stop()
    output.talk('The shop, its database and its folder are removed.\n')
  }
}

function listFaults(invocation: Invocation): number {
  const { output } = invocation
  if (formatOf(invocation) === 'json') {
    output.document(
      `${JSON.stringify(
        faults.map(({ name, summary, expect, severity }) => ({ name, summary, expect, severity })),
        null,
        2,
      )}\n`,
    )
    return exitCodes.ok.code
  }
  for (const { name, summary, expect } of faults) {
    const [first = '', ...rest] = wrapText(summary, output.width - 26)
    output.data(
      `${output.paint.bold(name.padEnd(25))} ${first}\n${rest.map((line) => `${' '.repeat(26)}${line}\n`).join('')}${' '.repeat(26)}${output.paint.dim(expect)}\n`,
    )
  }
  return exitCodes.ok.code
}

function chooseFault(invocation: Invocation): string | undefined {
  const name = optionValue<string>(invocation, 'fault')
  const names = faults.map((fault) => fault.name)
  if (name === undefined || names.includes(name)) return name
  const near = nearestName(name, names)
  throw usageError('unknown-fault', `There is no fault \`${name}\``, {
    summary: near === undefined ? '`mpesa-doctor demo --list-faults` shows them all' : `did you mean \`${near}\`?`,
  })
}

/** Diagnosis, repair, callback: each step is a command line that the reader can type as well. */
async function tellStory(demo: Demo, told: Invocation): Promise<number> {
  const invocation = onStage(told)
  const { output } = invocation
  const { stuck } = demo.orders
  // As it is before the repair takes it away.
  const { fault } = demo
  const expected = fault?.expect
  const run = runner(demo, invocation)
  scene(output, `A customer has paid for order ${stuck.orderNumber}, and it is still pending.`)
  await run(['status', stuck.orderNumber])
  scene(output, 'What does Safaricom know of it? A Daraja on this machine stands in for it here.')
  await run(['query', stuck.checkoutRequestId])
  scene(output, 'The doctor is asked why.')
  const cause = await run.cause([])
  const mended = fault === null ? '' : ` (it was: ${fault.summary})`
  scene(
    output,
    `The fault is mended${mended}, and the callback that was lost is sent again: a simulated one, for this order only.`,
  )
  await demo.repair()
  const simulated = await run(['simulate', stuck.checkoutRequestId])
  scene(output, 'Is all well now?')
  const healthy = await run.cause(['--quiet'])
  const named = cause === expected
  if (!named) output.talk(`The doctor named ${cause ?? 'nothing'}, but the fault was ${expected}.\n`)
  if (healthy !== undefined) output.talk(`The doctor still found ${healthy} after the repair.\n`)
  const exitCode = named && healthy === undefined && simulated === 0 ? exitCodes.ok.code : exitCodes.problem.code
  if (formatOf(told) === 'json') {
    const story = { fault: fault?.name ?? null, expected: expected ?? null, found: cause ?? null }
    told.output.document(`${JSON.stringify({ ...story, foundAfterRepair: healthy ?? null, exitCode }, null, 2)}\n`)
  }
  return exitCode
}

/** Where programs read stdout, the story is talk. */
function onStage(invocation: Invocation): Invocation {
  if (formatOf(invocation) !== 'json') return invocation
  const { deps, output } = invocation
  const { talk, talkPaint } = output
  return {
    ...invocation,
    deps: { ...deps, stdout: deps.stderr },
    output: { ...output, data: talk, document: talk, paint: talkPaint },
  }
}

function scene({ data, paint, width, glyphs }: Invocation['output'], text: string): void {
  const rule = glyphs.separator === '·' ? '─' : '-'
  data(
    `\n${paint.dim(rule.repeat(Math.min(width, 80)))}\n${wrapText(text, Math.min(width, 80))
      .map((line) => paint.bold(line))
      .join('\n')}\n`,
  )
}

const ofTerminal = /^(LANG|LANGUAGE|LC_\w+|TERM|TERM_PROGRAM|COLORTERM|NO_COLOR|FORCE_COLOR|CI|WT_SESSION|ConEmuTask)$/

interface Runner {
  (argv: readonly string[]): Promise<number>
  /** Runs a diagnosis and tells what it named first; undefined if it found nothing. */
  cause(argv: readonly string[]): Promise<string | undefined>
}

function runner(demo: Demo, { deps, output, signal, globals }: Invocation): Runner {
  const inFolder: typeof deps = {
    ...deps,
    cwd: demo.folder,
    // Interrupted, it is the demo that says so, once.
    stderr: { ...deps.stderr, write: (text) => (signal.aborted ? undefined : deps.stderr.write(text)) },
    // Settings and keys of the reader's own project must lead nothing of this to their app or database.
    variables: Object.fromEntries(Object.entries(deps.variables).filter(([name]) => ofTerminal.test(name))),
    // The demo listens to signals itself and takes everything down; a command inside only has to end.
    onSignal(listener) {
      const end = (): void => listener('SIGINT')
      signal.addEventListener('abort', end)
      return () => signal.removeEventListener('abort', end)
    },
  }
  const shared = [
    ...(globals.verbose === true ? ['--verbose'] : []),
    ...(globals.ascii === true ? ['--ascii'] : []),
    ...(globals.format === 'short' ? ['--format', 'short'] : []),
    ...(globals.color === undefined ? [] : [globals.color ? '--color' : '--no-color']),
  ]
  const run = async (argv: readonly string[]): Promise<number> => {
    output.data(`${output.paint.dim(`$ ${['mpesa-doctor', ...argv].join(' ')}`)}\n\n`)
    const exitCode = await main([...argv, ...shared], inFolder)
    signal.throwIfAborted()
    return exitCode
  }
  return Object.assign(run, {
    async cause(argv: readonly string[]) {
      const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-report-'))
      try {
        const file = join(folder, 'report.json')
        output.data(`${output.paint.dim(`$ ${['mpesa-doctor', ...argv].join(' ')}`)}\n\n`)
        await main([...argv, ...shared, '--report', `json:${file}`], inFolder)
        signal.throwIfAborted()
        const report = JSON.parse(await readFile(file, 'utf8')) as { verdict: { causes: readonly { code: string }[] } }
        return report.verdict.causes[0]?.code
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  })
}

async function keepRunning(demo: Demo, invocation: Invocation): Promise<number> {
  const { output, signal } = invocation
  // Ids of an invented customer, to be pasted: masking them would only break the lines.
  output.document(formatOf(invocation) === 'json' ? demoAsJson(demo) : describeDemo(demo, output))
  await new Promise<void>((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
  return exitCodes.ok.code
}
