import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { freePort } from '../helpers/hostile-server.ts'
import { findProgram } from './find-program.ts'

export const sshd = findProgram('sshd', 'SSHD') ?? (existsSync('/usr/sbin/sshd') ? '/usr/sbin/sshd' : null)
export const ssh = findProgram('ssh', 'SSH')

export interface SshServer {
  readonly port: number
  readonly folder: string
  /** Cuts every connection. */
  drop(): void
  stop(): Promise<void>
  /** What it wrote into its log. */
  said(): string
}

const run = (file: string, ...args: string[]) => execFileSync(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })

/** A real server on loopback with keys of its own, which lets this user in and nobody else. */
export async function startServer(extra = ''): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-sshd-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['host', 'client', 'stranger'])
    run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name))
  copyFileSync(join(folder, 'client.pub'), join(folder, 'authorized'))
  // Where the server keeps a process apart; a package makes it when it starts the service.
  if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 })
  const port = await freePort()
  writeFileSync(
    join(folder, 'config'),
    `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${folder}/host\nAuthorizedKeysFile ${folder}/authorized\nPidFile none\nStrictModes no\nUsePAM no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nAllowTcpForwarding remote\n${extra}\nPasswordAuthentication no\n`,
  )
  const child = spawn(sshd ?? '', ['-D', '-e', '-f', join(folder, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = () => stopServer(child)
  onTestFinished(stop)
  const said = await listening(child)
  const hostKey = execFileSync('cut', ['-d', ' ', '-f', '1,2', join(folder, 'host.pub')], { encoding: 'utf8' })
  writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${hostKey}`)
  return { port, folder, stop, said, drop: () => sessionsOf(child).forEach((pid) => void process.kill(pid, 'SIGKILL')) }
}

async function listening(child: ChildProcess): Promise<() => string> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await expect.poll(() => child.exitCode === null && said, { timeout: 10_000 }).toContain('Server listening')
  return () => said
}

function sessionsOf({ pid = 0 }: ChildProcess): readonly number[] {
  const children = execFileSync('ps', ['-eo', 'ppid=,pid='], { encoding: 'utf8' })
  return [...children.matchAll(/^ *(\d+) +(\d+)$/gm)]
    .filter(([, parent]) => Number(parent) === pid)
    .map(([, , id]) => Number(id))
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  for (const pid of sessionsOf(child)) process.kill(pid, 'SIGKILL')
  child.kill('SIGKILL')
  await ended
}

/** A configuration for the client that knows this server and nothing of the user's. */
export function clientConfig({ folder }: SshServer, key = 'client', known = 'known'): string {
  const file = join(folder, `client-config-${key}-${known}`)
  writeFileSync(
    file,
    `Host *\n  IdentityFile ${folder}/${key}\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile ${folder}/${known}\n  GlobalKnownHostsFile /dev/null\n`,
  )
  return file
}
