import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { KnownError } from '../core/errors.ts'
import type { CommandEnd, CommandRequest, CommandRunner, CommandSignal, RunningCommand } from '../tunnel/run-command.ts'
import { startGuard } from './child-process-guard.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'

const isWindows = process.platform === 'win32'

/** Runs programs as a shell in the foreground would: same input and output, but in a group that can be ended as one. */
export function createNodeCommands(): CommandRunner {
  return { start }
}

async function start(request: CommandRequest): Promise<RunningCommand> {
  const [program = '', ...words] = request.words
  const options: SpawnOptions = {
    cwd: request.folder,
    env: { ...process.env, ...request.variables },
    stdio: ['inherit', request.outputToStderr ? 2 : 'inherit', 'inherit'],
  }
  // `npm` and most other tools are batch files on Windows, which only the shell there can run.
  const child = isWindows
    ? spawn([program, ...words].map(quote).join(' '), { ...options, shell: true })
    : spawn(program, words, { ...options, detached: true })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(toKnownError(error, program)))
  })
  child.on('error', () => undefined)
  const { pid = 0 } = child
  const guard = startGuard(pid)
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      const end = { code: code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0)) }
      // What it left running has no one to wait for it any more.
      send(child, 'SIGKILL')
      void Promise.resolve(guard?.dismiss()).then(() => resolve(end))
    })
  })
  return { pid, ended, signal: (name) => send(child, name) }
}

function quote(word: string): string {
  return /^[\w:./\\=@+,-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`
}

function send(child: ChildProcess, name: CommandSignal): void {
  if (child.pid === undefined) return
  try {
    if (!isWindows) process.kill(-child.pid, name)
    // There are no groups and no signals there; the tree is ended from its root.
    else spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => child.kill())
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error
  }
}

function toKnownError(error: Error, program: string): KnownError {
  const code = errnoOf(error) ?? ''
  const what = code === 'ENOENT' ? 'is no program that can be found' : `cannot be run (${code || error.message})`
  return new KnownError('usage', 'command-missing', `\`${program}\` ${what}`, {
    fix: { summary: 'correct the words behind `--`' },
    cause: error,
  })
}
