import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import type { ListeningProcess } from '../core/ports.ts'
import { systemClock } from './clock-system.ts'

/** `USER_HZ`: what the kernel counts start times in. */
const ticksPerSecond = 100
/** A machine with very many processes is not searched to the end. */
const limitMs = 500

type Found = Extract<ListeningProcess, { kind: 'found' }>

/**
 * Asks `/proc` (see `proc(5)`) who holds the listening socket. Processes of other users cannot be seen, which is
 * `unsupported`. Of several holders the youngest is answered: a server that restarts its workers has read its settings
 * when the worker began. What this process itself listens on is nobody's app.
 */
export function findListening(port: number, ownPid: number): ListeningProcess {
  const sockets = listeningSockets(port)
  if (sockets === undefined) return { kind: 'unsupported' }
  if (sockets.size === 0) return { kind: 'none' }
  const endMs = systemClock.monotonicMs() + limitMs
  let youngest: Found | undefined
  let isOwn = false
  for (const name of listNames('/proc')) {
    if (!/^\d+$/.test(name)) continue
    if (systemClock.monotonicMs() > endMs) return { kind: 'unsupported' }
    if (!holdsAny(name, sockets)) continue
    isOwn ||= Number(name) === ownPid
    const found = Number(name) === ownPid ? undefined : describe(name)
    if (found !== undefined && found.startedMs > (youngest?.startedMs ?? 0)) youngest = found
  }
  return youngest ?? { kind: isOwn ? 'none' : 'unsupported' }
}

const listenState = '0A'

/** Names of the sockets as they appear among the open files of a process; undefined if the kernel does not tell. */
function listeningSockets(port: number): ReadonlySet<string> | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(readText)
  if (tables.every((table) => table === '')) return undefined
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = new Set<string>()
  for (const line of tables.join('\n').split('\n')) {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    if (state === listenState && local.endsWith(suffix) && inode !== undefined) sockets.add(`socket:[${inode}]`)
  }
  return sockets
}

function holdsAny(pid: string, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`
  return listNames(folder).some((name) => sockets.has(readLink(`${folder}/${name}`) ?? ''))
}

function describe(pid: string): Found | undefined {
  const startedMs = readStart(pid)
  if (startedMs === undefined) return undefined
  const program = basename(
    readLink(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? readText(`/proc/${pid}/comm`).trim(),
  )
  return { kind: 'found', pid: Number(pid), program, startedMs, folder: readLink(`/proc/${pid}/cwd`) ?? null }
}

/** Field 22 of `stat`, counted from the start of the machine; the name in field 2 may hold blanks and brackets. */
function readStart(pid: string): number | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  const upSeconds = Number(readText('/proc/uptime').split(' ')[0])
  if (!Number.isFinite(ticks) || !Number.isFinite(upSeconds) || upSeconds === 0) return undefined
  return Math.round(Date.now() - upSeconds * 1_000 + (ticks / ticksPerSecond) * 1_000)
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
