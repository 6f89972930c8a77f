import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ProgramEnd, ProgramLine } from '../tunnel/banner.ts'
import { type Guard, startGuard } from './child-process-guard.ts'
import { createLineReader } from './child-process-lines.ts'

export interface ProgramStart {
  readonly file: string
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly onLine: (line: ProgramLine) => void
  /** How long the program may take to end when it is asked to; then it is killed. */
  readonly stopLimitMs?: number
}

export interface RunningProgram {
  readonly pid: number | undefined
  /** Resolves when the program and everything that it started is gone; never rejects. */
  readonly ended: Promise<ProgramEnd>
  /** Asks it to end, then kills it. May be called again. */
  stop(): Promise<void>
}

/** For its last words: what somebody else may still hold open is not waited for longer than this. */
const DRAIN_LIMIT_MS = 500

/**
 * Starts a program without a shell, so that no argument is more than that. It is the leader of a process group of its own:
 * Ctrl-C reaches this process alone, which then stops everything in order, and helpers such as ssh's `ProxyCommand` end
 * with it. If this process is killed outright, a guard ends the group in its place (not on Windows).
 * The handles of the program keep this process alive until it ended.
 */
export function startProgram(start: ProgramStart): RunningProgram {
  const child = spawn(start.file, start.args, {
    // Open and never written to: the end of its input, which some programs take for a farewell, comes with ours.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...start.variables },
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  const guard = child.pid === undefined ? null : startGuard(child.pid)
  child.stdin?.on('error', () => undefined)
  readLines(child, 'stdout', start.onLine)
  readLines(child, 'stderr', start.onLine)
  const ended = watchEnd(child, guard)
  return { pid: child.pid, ended, stop: () => stop(child, ended, start.stopLimitMs ?? 2_000) }
}

function readLines(child: ChildProcess, from: 'stdout' | 'stderr', onLine: (line: ProgramLine) => void): void {
  const stream = child[from]
  if (stream === null) return
  const read = createLineReader((text, complete) => onLine({ text, from, complete }))
  stream
    .setEncoding('utf8')
    .on('data', read)
    .on('error', () => undefined)
  stream.on('end', () => read('\n'))
}

async function watchEnd(child: ChildProcess, guard: Guard | null): Promise<ProgramEnd> {
  const closed = once(child, 'close').catch(() => undefined)
  const end = await new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // Also told where a signal could not be sent; only a program without an id never ran.
      if (child.pid === undefined) resolve({ kind: 'not-started', code: error.code ?? 'unknown' })
    })
    child.once('exit', (code, signal) => resolve({ kind: 'exited', code, signal }))
  })
  signalGroup(child, 'SIGKILL')
  if (end.kind === 'exited') await within(DRAIN_LIMIT_MS, closed)
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
  await guard?.dismiss()
  return end
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let limit: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    limit = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, over])
  clearTimeout(limit)
}

async function stop(child: ChildProcess, ended: Promise<ProgramEnd>, limitMs: number): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGTERM')
  const limit = setTimeout(() => signalGroup(child, 'SIGKILL'), limitMs)
  await ended
  clearTimeout(limit)
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Nobody is left in the group.
  }
}
