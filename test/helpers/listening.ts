import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from './hostile-server.ts'
import { type CliOptions, type CliResult, envFile, makeProject, runCli } from './run-cli.ts'

export interface Place extends CliOptions {
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
}

/** A project, and a home folder of its own for the key of the inbox. */
export function makePlace(extra: Readonly<Record<string, string>> = {}): Place {
  const home = mkdtempSync(join(tmpdir(), 'mpesa-doctor-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return { cwd: makeProject({ '.env': envFile(extra) }), variables: { HOME: home } }
}

export interface Listening {
  readonly url: string
  readonly port: number
  /** Resolves when a text was printed on either stream. */
  printed(text: string): Promise<void>
}

/** Runs `listen` while the work is done, then ends it as Ctrl-C does. */
export async function whileListening(
  argv: readonly string[],
  place: Place,
  work: (listening: Listening) => Promise<void>,
): Promise<CliResult> {
  const port = await freePort()
  let interrupt: (name: string) => void = () => undefined
  let output = ''
  const waiting = new Set<() => void>()
  const ended = runCli(['listen', String(port), ...argv], {
    ...place,
    onReady: (signal) => {
      interrupt = signal
    },
    onWrite: (_, text) => {
      output += text
      for (const look of waiting) look()
    },
  })
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve()
      }
      waiting.add(look)
      look()
      void ended.then((end) => reject(new Error(`ended before it printed ${text}: ${JSON.stringify(end)}`)))
    })
  try {
    await printed(argv.includes('--json') ? '"inbox.ready"' : 'Ready.')
    await work({ url: `http://127.0.0.1:${port}`, port, printed })
  } finally {
    interrupt('SIGINT')
  }
  return ended
}

/** Everything that is kept of a project's callbacks, as it stands in the files. */
export function keptText(cwd: string): string {
  const folder = join(cwd, '.mpesa-doctor', 'inbox')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
}
