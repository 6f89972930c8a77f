import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { isIPv6 } from 'node:net'

/** What a name server says about a name: its addresses, a response code of RFC 1035, or nothing at all. */
export type DnsReply = readonly string[] | number | 'silence'

export interface DnsServer {
  /** For `--dns-server`. */
  readonly address: string
  readonly asked: readonly string[]
  close(): void
}

const typeA = 1
const typeAaaa = 28

/** A name server on UDP that gives every question the same answer; A and AAAA records are shared out by family. */
export async function startDnsServer(reply: DnsReply): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (query, { port, address }) => {
    const { name, end } = readName(query)
    asked.push(name)
    if (reply !== 'silence') socket.send(answerTo(query, end, reply), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    close: () => void socket.close(),
  }
}

function answerTo(query: Buffer, end: number, reply: readonly string[] | number): Buffer {
  const type = query.readUInt16BE(end)
  const wanted = typeof reply === 'number' ? [] : reply.filter((ip) => (isIPv6(ip) ? typeAaaa : typeA) === type)
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | (typeof reply === 'number' ? reply : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(wanted.length, 6)
  return Buffer.concat([header, query.subarray(12, end + 4), ...wanted.map((ip) => recordOf(ip, type))])
}

/** The name is a pointer to the question; a minute to live. */
function recordOf(ip: string, type: number): Buffer {
  const bytes = type === typeAaaa ? ipv6Bytes(ip) : ip.split('.').map(Number)
  return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes])
}

function ipv6Bytes(ip: string): readonly number[] {
  const [head = '', tail] = ip.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  const middle = Array.from({ length: 8 - front.length - back.length }, () => 0)
  return [...front, ...middle, ...back].flatMap((group) => [group >> 8, group & 0xff])
}

function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.'), end: at + 1 }
}
