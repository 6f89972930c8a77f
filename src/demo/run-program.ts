import { type ChildProcess, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { KnownError } from '../core/errors.ts'
import type { SystemAccount } from './system-accounts.ts'

export interface ProgramOptions {
  /** A folder that the account may enter; the current folder may be one that it may not. */
  readonly cwd: string
  /** Runs the program as this user; only root may ask for it. */
  readonly account?: SystemAccount | undefined
}

/**
 * Starts a PostgreSQL program with an environment of its own, so that nothing of the user's (`PGDATA`, `LANG` …) changes
 * it, and apart from the terminal, so that Ctrl-C reaches this process alone, which then stops everything in order.
 */
export function spawnProgram(file: string, args: readonly string[], options: ProgramOptions): ChildProcess {
  return spawn(file, args, {
    cwd: options.cwd,
    // A fixed zone also spares initdb the comparison of every zone of the system with the local one.
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: dirname(file) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(options.account === undefined ? {} : { uid: options.account.uid, gid: options.account.gid }),
  })
}

/** Kills a program started by `spawnProgram` with the helpers that it started itself. */
export function killProgram(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself in this moment.
  }
}

/**
 * Runs a program to its end. Rejects with the signal's reason after the program and its helpers are gone, and with
 * `KnownError` `demo/postgres-failed`, which carries the program's last words, if it fails or takes longer than the limit.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions & { readonly signal: AbortSignal; readonly limitMs: number },
): Promise<void> {
  options.signal.throwIfAborted()
  const limit = AbortSignal.timeout(options.limitMs)
  const stop = AbortSignal.any([options.signal, limit])
  const child = spawnProgram(file, args, options)
  const output: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => output.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const kill = (): void => killProgram(child)
  stop.addEventListener('abort', kill, { once: true })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error) => reject(programError(file, 'cannot be started', error.message, error)))
      child.once('close', resolve)
    })
    options.signal.throwIfAborted()
    if (limit.aborted) throw programError(file, `took longer than ${options.limitMs} ms`, output.join(''))
    if (code !== 0) throw programError(file, `ended with code ${code}`, output.join(''))
  } finally {
    stop.removeEventListener('abort', kill)
  }
}

export function programError(file: string, what: string, output: string, cause?: unknown): KnownError {
  const lastLines = output.trim().split('\n').slice(-6).join('\n')
  return new KnownError('inconclusive', 'demo/postgres-failed', `\`${file}\` ${what}: ${lastLines}`, { cause })
}
