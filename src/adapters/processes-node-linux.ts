import { realpathSync } from 'node:fs'
import type { FolderListeners, Listener, ListeningProcess } from '../core/processes-port.ts'
import { systemClock } from './clock-system.ts'
import { openFiles, processIds, programOf, readLink, readText } from './processes-node-proc.ts'
import { listeningSockets } from './processes-node-sockets.ts'

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
  const all = listeningSockets()
  if (all === undefined) return { kind: 'unsupported' }
  const sockets = new Set(all.filter((socket) => socket.port === port).map(({ name }) => name))
  if (sockets.size === 0) return { kind: 'none' }
  const endMs = systemClock.monotonicMs() + limitMs
  let youngest: Found | undefined
  let isOwn = false
  for (const pid of processIds()) {
    if (systemClock.monotonicMs() > endMs) return { kind: 'unsupported' }
    if (!openFiles(pid).some((name) => sockets.has(name))) continue
    isOwn ||= Number(pid) === ownPid
    const found = Number(pid) === ownPid ? undefined : describe(pid)
    if (found !== undefined && found.startedMs > (youngest?.startedMs ?? 0)) youngest = found
  }
  return youngest ?? { kind: isOwn ? 'none' : 'unsupported' }
}

function describe(pid: string): Found | undefined {
  const startedMs = readStart(pid)
  if (startedMs === undefined) return undefined
  return {
    kind: 'found',
    pid: Number(pid),
    program: programOf(pid),
    startedMs,
    folder: readLink(`/proc/${pid}/cwd`) ?? null,
  }
}

/** Field 22 of `stat`, counted from the start of the machine; the name in field 2 may hold blanks and brackets. */
function readStart(pid: string): number | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  const upSeconds = Number(readText('/proc/uptime').split(' ')[0])
  if (!Number.isFinite(ticks) || !Number.isFinite(upSeconds) || upSeconds === 0) return undefined
  return Math.round(Date.now() - upSeconds * 1_000 + (ticks / ticksPerSecond) * 1_000)
}

/**
 * What the processes that work in a folder listen on. Where each works is one link to read, so that only the open files
 * of the few that matter are looked through. Of several holders of one socket the last process is answered.
 */
export function findListenersIn(folder: string, ownPid: number): FolderListeners {
  const all = listeningSockets()
  if (all === undefined) return { kind: 'unsupported' }
  const byName = new Map(all.map((socket) => [socket.name, socket]))
  const root = realFolder(folder)
  const endMs = systemClock.monotonicMs() + limitMs
  const listeners = new Map<string, Listener>()
  for (const pid of processIds()) {
    if (systemClock.monotonicMs() > endMs) return { kind: 'unsupported' }
    const works = Number(pid) === ownPid ? undefined : readLink(`/proc/${pid}/cwd`)
    if (works === undefined || !`${works}/`.startsWith(root)) continue
    for (const file of openFiles(pid)) {
      const socket = byName.get(file)
      if (socket === undefined) continue
      const { name, address, port } = socket
      listeners.set(name, { pid: Number(pid), program: programOf(pid), folder: works, address, port })
    }
  }
  return { kind: 'found', listeners: [...listeners.values()] }
}

/** As the kernel names it, with a slash at its end. */
function realFolder(folder: string): string {
  try {
    return `${realpathSync(folder)}/`.replace(/\/+$/, '/')
  } catch {
    return `${folder}/`
  }
}
