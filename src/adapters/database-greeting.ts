import { connect } from 'node:net'

/** What answers at a port, as far as its first bytes tell. */
export type ServerKind = 'postgresql' | 'mysql' | 'unknown'

/** MySQL speaks first; PostgreSQL answers one byte to the question whether it can encrypt. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const patienceMs = 700
const mostMs = 2_000
/** Enough for a greeting that needs no question. */
export const greetingMs = 400

/**
 * Connects once more and listens: after a failure that another kind of server behind the URL would explain. Nothing is
 * asked within `limitMs` of 700 or less.
 */
export function identifyServer(host: string, port: number, signal: AbortSignal, limitMs = mostMs): Promise<ServerKind> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (kind: ServerKind): void => {
      clearTimeout(patience)
      clearTimeout(limit)
      signal.removeEventListener('abort', abort)
      socket.destroy()
      resolve(kind)
    }
    const abort = (): void => end('unknown')
    const patience = setTimeout(() => socket.write(sslRequest), patienceMs)
    const limit = setTimeout(end, limitMs, 'unknown')
    signal.addEventListener('abort', abort, { once: true })
    socket.on('error', () => end('unknown'))
    socket.on('close', () => end('unknown'))
    socket.once('data', (first) => end(readGreeting(first)))
    if (signal.aborted) abort()
  })
}

function readGreeting(first: Buffer): ServerKind {
  if (first.length === 1 && (first[0] === 0x53 || first[0] === 0x4e)) return 'postgresql'
  // A packet with number 0: the greeting of protocol 10, or an error such as "too many connections".
  const isPacket =
    first.length > 5 && first[3] === 0 && (first.readUIntLE(0, 3) === first.length - 4 || first.length > 60)
  return isPacket && (first[4] === 10 || first[4] === 0xff) ? 'mysql' : 'unknown'
}

export function describeKind(kind: Exclude<ServerKind, 'unknown'>): string {
  return kind === 'mysql' ? 'a MySQL or MariaDB server' : 'a PostgreSQL server'
}
