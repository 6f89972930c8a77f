import { readText } from './processes-node-proc.ts'

/** A socket that accepts connections. */
export interface ListeningSocket {
  /** As it appears among the open files of a process. */
  readonly name: string
  readonly address: string
  readonly port: number
}

const listenState = '0A'

/** All listening TCP sockets of this machine; undefined if the kernel does not tell. */
export function listeningSockets(): readonly ListeningSocket[] | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(readText)
  return tables.every((table) => table === '') ? undefined : tables.flatMap(readSocketTable)
}

/** The listening sockets of one table of the kernel's, `/proc/net/tcp` or `/proc/net/tcp6`. */
export function readSocketTable(table: string): readonly ListeningSocket[] {
  const sockets: ListeningSocket[] = []
  for (const line of table.split('\n')) {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    const [address = '', port = ''] = local.split(':')
    if (state !== listenState || inode === undefined) continue
    sockets.push({ name: `socket:[${inode}]`, address: readAddress(address), port: Number.parseInt(port, 16) })
  }
  return sockets
}

/** The kernel writes each 32 bits as a number of this machine, which is little-endian wherever Node runs on Linux but s390x. */
function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse(),
  )
  const isMapped = bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255
  if (bytes.length === 4 || isMapped) return bytes.slice(-4).join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0)).toString(16),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
