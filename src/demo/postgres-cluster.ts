import { randomBytes } from 'node:crypto'
import { appendFile, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KnownError } from '../core/errors.ts'
import { findFreePort, isPortTaken } from './free-port.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { ensureRunnable } from './postgres-copy.ts'
import { type PostgresServer, type ServerOptions, startServer, startServerByPgCtl } from './postgres-server.ts'
import { runProgram } from './run-program.ts'
import { canReach, findUnprivilegedAccount, type SystemAccount } from './system-accounts.ts'

export interface ClusterOptions {
  /** Becomes the cluster's own: created if missing, and removed by `stop`. */
  readonly folder: string
  readonly binaries: PostgresBinaries
  /** Ends the start; a running cluster is ended by `stop`. */
  readonly signal: AbortSignal
  /** Of the superuser; invented when missing. */
  readonly password?: string
  /** Name of the superuser. */
  readonly user?: string
  /** `pg-ctl` is the default on Windows. */
  readonly launcher?: 'direct' | 'pg-ctl'
  readonly limitMs?: number
}

/** A private PostgreSQL server on loopback. */
export interface PostgresCluster {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly user: string
  readonly password: string
  readonly dataFolder: string
  readonly version: string
  databaseUrl(database: string): string
  /** Ends the server and removes the folder; may be called more than once. */
  stop(): Promise<void>
}

/**
 * Makes and starts a cluster for a few minutes of use: nothing is ever flushed to disk, passwords are checked as on a
 * real server. As root the server runs under an account without privileges, because PostgreSQL refuses root.
 */
export async function startCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const { folder, signal, user = 'postgres', password = randomBytes(12).toString('hex'), limitMs = 20_000 } = options
  signal.throwIfAborted()
  try {
    const account = await prepareFolder(folder)
    const binaries = await ensureRunnable(options.binaries, account, join(folder, 'postgresql'))
    const dataFolder = join(folder, 'data')
    const server: ServerOptions = { binaries, dataFolder, account, signal, limitMs }
    await initialise(server, folder, user, password)
    const launcher = options.launcher ?? (process.platform === 'win32' ? 'pg-ctl' : 'direct')
    const { running, port } = await startOnFreePort(server, launcher)
    const stop = async (): Promise<void> => {
      await running.stop(3_000)
      await removeFolder(folder)
    }
    let stopped: Promise<void> | undefined
    return {
      host: '127.0.0.1',
      port,
      user,
      password,
      dataFolder,
      version: binaries.version,
      databaseUrl: (database) => `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
      stop: () => {
        stopped ??= stop()
        return stopped
      },
    }
  } catch (error) {
    await removeFolder(folder)
    throw error
  }
}

async function prepareFolder(folder: string): Promise<SystemAccount | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (process.getuid?.() !== 0) return undefined
  const account = await findUnprivilegedAccount()
  if (account === null) {
    throw new KnownError(
      'inconclusive',
      'demo/no-unprivileged-user',
      'PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as.',
      { fix: { summary: 'Run this command as an ordinary user' } },
    )
  }
  await chown(folder, account.uid, account.gid)
  if (await canReach(account, folder)) return account
  throw new KnownError(
    'inconclusive',
    'demo/folder-closed',
    `PostgreSQL has to run as \`${account.name}\` here, and that user cannot enter \`${dirname(folder)}\`.`,
    { fix: { summary: 'Choose a temporary folder that everybody may enter, or run this command as an ordinary user' } },
  )
}

async function initialise(server: ServerOptions, folder: string, user: string, password: string): Promise<void> {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (server.account) await chown(passwordFile, server.account.uid, server.account.gid)
  const args = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync']
  await runProgram(server.binaries.initdb, ['-D', server.dataFolder, '-U', user, `--pwfile=${passwordFile}`, ...args], {
    cwd: folder,
    account: server.account,
    signal: server.signal,
    limitMs: server.limitMs,
  })
  await rm(passwordFile)
  await appendFile(join(server.dataFolder, 'postgresql.conf'), `\n${settings().join('\n')}\n`)
}

function settings(): readonly string[] {
  return [
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'max_connections = 40',
    "shared_buffers = '16MB'",
    'fsync = off',
    'synchronous_commit = off',
    'full_page_writes = off',
    'wal_level = minimal',
    'max_wal_senders = 0',
    'autovacuum = off',
    'logging_collector = off',
    // Shared memory as files of the data folder: nothing is left behind when the server is killed.
    ...(process.platform === 'win32' ? [] : ['dynamic_shared_memory_type = mmap']),
  ]
}

async function startOnFreePort(
  server: ServerOptions,
  launcher: 'direct' | 'pg-ctl',
): Promise<{ readonly running: PostgresServer; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort()
    // The last assignment in the file wins.
    await appendFile(join(server.dataFolder, 'postgresql.conf'), `port = ${port}\n`)
    try {
      const running =
        launcher === 'pg-ctl' && server.binaries.pgCtl !== undefined
          ? await startServerByPgCtl(server, server.binaries.pgCtl)
          : await startServer(server)
      return { running, port }
    } catch (error) {
      server.signal.throwIfAborted()
      if (attempt === 3 || !(await isPortTaken(port))) throw error
    }
  }
}

/** Windows lets go of a dead process's files only after a moment, hence the retries. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}
