import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

/*
 * Process ids are used again. What tells one process from a later one with the same id is when it started; what tells
 * whether an id means anything here is where it counts (a container has ids of its own).
 */

export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the notation of the platform; null where that cannot be read. */
  readonly startMarker: string | null
  readonly host: string
  /** Linux: this run of the machine, and the namespace in which the id counts. */
  readonly boot: string | null
  readonly namespace: string | null
}

export async function identifyProcess(pid: number): Promise<ProcessIdentity> {
  const [startMarker, boot, namespace] = await Promise.all([
    readStartMarker(pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim(), returnNull),
    readlink('/proc/self/ns/pid').catch(returnNull),
  ])
  return { pid, startMarker, host: hostname(), boot, namespace }
}

/** `unknown`: it belongs to another container or machine that shares the folder, so nothing can be said from here. */
export async function judgeProcess(identity: ProcessIdentity): Promise<'running' | 'gone' | 'unknown'> {
  const own = await identifyProcess(process.pid)
  const sameBoot = identity.boot === own.boot
  if (sameBoot && identity.namespace !== own.namespace) return 'unknown'
  // Without a boot id, or with another one, only the name says whether it is this machine.
  if ((!sameBoot || own.boot === null) && identity.host !== own.host) return 'unknown'
  if (!sameBoot || !(await isRunning(identity.pid))) return 'gone'
  const marker = await readStartMarker(identity.pid)
  return identity.startMarker === null || marker === null || marker === identity.startMarker ? 'running' : 'gone'
}

/** A process that has ended but was not collected by its parent does not count as running. */
export async function isRunning(pid: number): Promise<boolean> {
  const fields = await readProcStat(pid)
  if (fields !== null) return fields.state !== 'Z' && fields.state !== 'X'
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function readStartMarker(pid: number): Promise<string | null> {
  const fields = await readProcStat(pid)
  if (fields !== null) return fields.started
  return process.platform === 'win32' ? null : runPs(pid, 'lstart=')
}

/** The command line of a process, arguments separated by blanks; null if there is no such process. */
export async function readCommandLine(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return readWindowsCommandLine(pid)
  const bytes = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(returnNull)
  if (bytes !== null) return bytes.replaceAll('\0', ' ').trim() || null
  return runPs(pid, 'command=')
}

async function readProcStat(pid: number): Promise<{ readonly state: string; readonly started: string } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(returnNull)
  if (text === null) return null
  // The second field is the program's name in parentheses and may itself contain blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', started: fields[19] ?? '' }
}

async function runPs(pid: number, column: string): Promise<string | null> {
  const run = promisify(execFile)('ps', ['-o', column, '-p', String(pid)], {
    timeout: 2_000,
    env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' },
  })
  return run.then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  )
}

async function readWindowsCommandLine(pid: number): Promise<string | null> {
  const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`
  const run = promisify(execFile)('powershell.exe', ['-NoProfile', '-Command', query], {
    timeout: 10_000,
    windowsHide: true,
  })
  return run.then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  )
}

function returnNull(): null {
  return null
}
