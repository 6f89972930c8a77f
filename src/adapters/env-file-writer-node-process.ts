import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { errnoOf } from './env-file-writer-node-disk.ts'

/** A process, told apart from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  /** When it started, in clock ticks since the machine booted; null where the system does not tell. */
  readonly marker: string | null
}

export async function identifyProcess(pid: number): Promise<ProcessIdentity> {
  return { host: hostname(), pid, marker: await startMarkerOf(pid) }
}

/** A process of another machine or container cannot be looked up, so it counts as alive. */
export async function isAlive(holder: ProcessIdentity): Promise<boolean> {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
  const marker = await startMarkerOf(holder.pid)
  return holder.marker === null || marker === null || holder.marker === marker
}

export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false
  if (!('host' in value && 'pid' in value && 'marker' in value)) return false
  const { host, pid, marker } = value
  const isPid = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0
  return typeof host === 'string' && isPid && (marker === null || typeof marker === 'string')
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)): the 20th behind the command name, which may itself hold blanks and brackets. */
async function startMarkerOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.host === other.host && one.pid === other.pid && one.marker === other.marker
}
