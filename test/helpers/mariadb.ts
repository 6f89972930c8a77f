import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'

const run = promisify(execFile)
const server = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/opt/homebrew/bin/mariadbd'].find(existsSync)
const installer = ['/usr/bin/mariadb-install-db', '/opt/homebrew/bin/mariadb-install-db'].find(existsSync)

/** Empty if a MariaDB server can be started here, else the reason why not, for the name of a test. */
export const noMariadb = server === undefined || installer === undefined ? ' (skipped: mariadbd is not installed)' : ''

export interface TestMariadb {
  readonly port: number
  readonly socket: string
  readonly password: string
  url(database: string, user?: string): string
  /** Creates a database, runs the SQL in it and answers its URL. */
  createDatabase(name: string, sql?: string): Promise<string>
  /** As the administrator. */
  sql(text: string, database?: string): Promise<void>
  stop(): Promise<void>
}

/** A private server in a temporary folder, for one test file. */
export async function startTestMariadb(extra: readonly string[] = []): Promise<TestMariadb> {
  if (server === undefined || installer === undefined) throw new Error('mariadbd is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-mariadb-'))
  const data = join(folder, 'data')
  const socket = join(folder, 's.sock')
  const user = userInfo().username
  await run(installer, [
    '--no-defaults',
    `--datadir=${data}`,
    `--user=${user}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ])
  const port = await freePort()
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--user=${user}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--skip-log-bin',
    '--innodb-buffer-pool-size=32M',
    ...extra,
  ]
  const child = spawn(server, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (/ready for connections/.test(log)) resolve()
    })
    child.once('exit', () => reject(new Error(`mariadbd ended: ${log}`)))
  })
  const password = 'invented-password'
  const sql = async (text: string, database?: string): Promise<void> => {
    const connection = await mysql.createConnection({
      socketPath: socket,
      user: 'root',
      multipleStatements: true,
      ...(database === undefined ? {} : { database }),
    })
    await connection.query(text)
    await connection.end()
  }
  await sql(
    `CREATE USER 'app'@'%' IDENTIFIED BY '${password}'; GRANT ALL ON *.* TO 'app'@'%'; CREATE USER 'app'@'localhost' IDENTIFIED BY '${password}'; GRANT ALL ON *.* TO 'app'@'localhost';`,
  )
  const url = (database: string, as = `app:${password}`): string => `mysql://${as}@127.0.0.1:${port}/${database}`
  return {
    port,
    socket,
    password,
    url,
    sql,
    async createDatabase(name, text) {
      await sql(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`)
      if (text !== undefined) await sql(text, name)
      return url(name)
    },
    async stop() {
      child.kill('SIGKILL')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
