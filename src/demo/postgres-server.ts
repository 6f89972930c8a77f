import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { killProgram, programError, runProgram, spawnProgram } from './run-program.ts'
import type { SystemAccount } from './system-accounts.ts'

export interface ServerOptions {
  readonly binaries: PostgresBinaries
  readonly dataFolder: string
  readonly account?: SystemAccount | undefined
  readonly signal: AbortSignal
  readonly limitMs: number
}

/** A running PostgreSQL server. */
export interface PostgresServer {
  readonly pid: number
  /** Disconnects everybody and ends the server; after `limitMs` it is killed. Never rejects. */
  stop(limitMs: number): Promise<void>
}

/** Starts the server as a child of this process and waits until it accepts connections. */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const child = spawnProgram(options.binaries.postgres, ['-D', options.dataFolder], {
    cwd: options.dataFolder,
    account: options.account,
  })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = (limitMs: number): Promise<void> => stopChild(child, exited, limitMs)
  try {
    await waitUntilReady(child, options)
  } catch (error) {
    await stop(0)
    throw error
  }
  return { pid: child.pid ?? 0, stop }
}

/** The log is in English because the cluster's locale is C. */
const readyLine = 'database system is ready to accept connections'

async function waitUntilReady(child: ChildProcess, options: ServerOptions): Promise<void> {
  const limit = AbortSignal.timeout(options.limitMs)
  const stop = AbortSignal.any([options.signal, limit])
  let log = ''
  let onAbort = (): void => {}
  try {
    await new Promise<void>((resolve, reject) => {
      onAbort = () => reject(stop.reason)
      stop.addEventListener('abort', onAbort, { once: true })
      if (stop.aborted) onAbort()
      child.once('error', (error) =>
        reject(programError(options.binaries.postgres, 'cannot be started', error.message, error)),
      )
      child.once('close', (code) => reject(programError(options.binaries.postgres, `ended with code ${code}`, log)))
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        // Only the start is of interest; reading on keeps the pipe from filling up.
        if (log.length < 16_384) log += text
        if (log.includes(readyLine)) resolve()
      })
    })
  } catch (error) {
    options.signal.throwIfAborted()
    if (limit.aborted)
      throw programError(options.binaries.postgres, `was not ready after ${options.limitMs} ms`, log, error)
    throw error
  } finally {
    stop.removeEventListener('abort', onAbort)
  }
}

async function stopChild(child: ChildProcess, exited: Promise<void>, limitMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return exited
  // SIGINT is PostgreSQL's "fast" shutdown, SIGQUIT its "immediate" one.
  child.kill(limitMs > 0 ? 'SIGINT' : 'SIGQUIT')
  const timer = setTimeout(() => killProgram(child), Math.max(limitMs, 2_000))
  await exited
  clearTimeout(timer)
}

/**
 * Starts the server through `pg_ctl`. That is the way on Windows, where it drops the rights of an administrator, with
 * which the server refuses to run, and where the signals above do not exist.
 */
export async function startServerByPgCtl(options: ServerOptions, pgCtl: string): Promise<PostgresServer> {
  const { dataFolder, account } = options
  const run = (args: readonly string[], signal: AbortSignal, limitMs: number): Promise<void> =>
    runProgram(pgCtl, [...args, '-D', dataFolder, '-s', '-w'], { cwd: dataFolder, account, signal, limitMs })
  const pid = async (): Promise<number> =>
    Number.parseInt(await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  const stop = async (limitMs: number): Promise<void> => {
    const never = new AbortController().signal
    await run(['stop', '-m', 'fast'], never, Math.max(limitMs, 2_000))
      .catch(() => run(['stop', '-m', 'immediate'], never, 10_000))
      // Nothing is running any more, which is all that was wanted.
      .catch(() => {})
  }
  try {
    await run(['start', '-l', join(dataFolder, 'server.log')], options.signal, options.limitMs)
  } catch (error) {
    await stop(0)
    throw error
  }
  return { pid: await pid(), stop }
}
