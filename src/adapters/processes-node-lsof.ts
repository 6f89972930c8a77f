import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import type { FolderListeners, Listener } from '../core/processes-port.ts'

const limitMs = 2_000

/**
 * macOS tells through no file who listens, but it has `lsof`: twice, without a shell, with a limit, first for the
 * listening sockets of this user, then for the folders of just these processes.
 */
export async function findListenersByLsof(program: string, folder: string, ownPid: number): Promise<FolderListeners> {
  const sockets = readListening(await run(program, ['-nP', '+c0', '-iTCP', '-sTCP:LISTEN', '-Fpctn']))
  if (sockets === undefined) return { kind: 'unsupported' }
  const pids = [...new Set(sockets.map(({ pid }) => pid))].filter((pid) => pid !== ownPid)
  if (pids.length === 0) return { kind: 'found', listeners: [] }
  const folders = readFolders(await run(program, ['-a', '-p', pids.join(','), '-d', 'cwd', '-Fpn']))
  const root = `${realFolder(folder)}/`.replace(/\/+$/, '/')
  const listeners = sockets.flatMap((socket): readonly Listener[] => {
    const works = folders.get(socket.pid)
    return works !== undefined && `${works}/`.startsWith(root) ? [{ ...socket, folder: works }] : []
  })
  // A parent and its workers hold the same socket; the last of them answers.
  return {
    kind: 'found',
    listeners: [...new Map(listeners.map((one) => [`${one.address} ${one.port}`, one])).values()],
  }
}

/** Lines of `-F`: `p` begins a process, `c` is its command, `n` the name of a file, for sockets `*:5000`, `[::1]:5000`. */
export function readListening(text: string | undefined): readonly Omit<Listener, 'folder'>[] | undefined {
  if (text === undefined) return undefined
  const listeners: Omit<Listener, 'folder'>[] = []
  let pid = 0
  let program = ''
  let isSix = false
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    if (line.startsWith('p')) pid = Number(value)
    // Node 24 calls its first thread so, and lsof on Linux shows the name of the thread.
    else if (line.startsWith('c')) program = value === 'MainThread' ? 'node' : value.replaceAll('\\x20', ' ')
    else if (line.startsWith('t')) isSix = value === 'IPv6'
    else if (line.startsWith('n')) {
      const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(value) ?? []
      const address = host === '*' ? (isSix ? '::' : '0.0.0.0') : host.replace(/^\[(.*)\]$/, '$1')
      if (port !== '') listeners.push({ pid, program, address, port: Number(port) })
    }
  }
  return listeners
}

export function readFolders(text: string | undefined): ReadonlyMap<number, string> {
  const folders = new Map<number, string>()
  let pid = 0
  for (const line of text?.split('\n') ?? []) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    else if (line.startsWith('n/')) folders.set(pid, line.slice(1))
  }
  return folders
}

/** What it printed; it fails where it found nothing, and undefined is that it could not be run or told nothing. */
function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: limitMs, maxBuffer: 4 * 1024 * 1024, windowsHide: true }, (error, stdout) => {
      const isMissing = error !== null && (error.killed === true || typeof error.code === 'string')
      resolve(isMissing ? undefined : stdout)
    })
  })
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
