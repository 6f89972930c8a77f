import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'

/** What a server does with one connection. */
export type Behaviour = (socket: Duplex) => void

/** Answers the first bytes of the request with these, and hangs up if told so. */
export function answer(reply: string | Buffer, then: 'stay' | 'close' | 'reset' = 'stay'): Behaviour {
  return (socket) =>
    void socket.once('data', () => {
      socket.write(typeof reply === 'string' ? Buffer.from(reply, 'latin1') : reply, () => leave(socket, then))
    })
}

/** Says it at once, without waiting for a request. */
function greet(greeting: string | Buffer, then: 'stay' | 'close' = 'stay'): Behaviour {
  return (socket) => {
    socket.resume()
    socket.write(typeof greeting === 'string' ? Buffer.from(greeting, 'latin1') : greeting, () => leave(socket, then))
  }
}

function leave(socket: Duplex, how: 'stay' | 'close' | 'reset'): void {
  if (how === 'close') socket.end()
  if (how === 'reset') resetTransport(socket)
}

function resetTransport(socket: Duplex): void {
  // TLS has nothing to reset with; its transport just goes away.
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy()
  else socket.destroy()
}

/** The same bytes as fast as they are read; in large pieces, or this very process would do nothing but write. */
function flood(head: string, piece: string | Buffer): Behaviour {
  const bytes = Buffer.from(piece)
  const many = Buffer.concat(Array.from({ length: Math.ceil(65_536 / bytes.length) }, () => bytes))
  return (socket) => {
    const pump = () => {
      while (!socket.destroyed && socket.write(many));
    }
    socket.on('drain', pump)
    socket.once('data', () => {
      socket.write(head)
      pump()
    })
  }
}

/** One byte every few milliseconds, for ever. */
function drip(head: string, text: string): Behaviour {
  return (socket) => {
    let at = 0
    socket.once('data', () => {
      socket.write(head)
      const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ''), 10)
      socket.once('close', () => clearInterval(timer))
    })
  }
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
/** Colours, a bell, a carriage return and a change of the window's title. */
const escapes = '\u001b[31m\u001b]0;title\u0007\u009b2J'
const http2Settings = Buffer.from('000006040000000000000300000064', 'hex')

/** Servers that speak HTTP badly, or not at all. */
export const hostileHttp = {
  'accepts and is silent': (socket) => void socket.resume(),
  'closes at once': (socket) => void socket.end(),
  'closes without an answer': (socket) => void socket.once('data', () => socket.end()),
  'resets without an answer': (socket) => void socket.once('data', () => resetTransport(socket)),
  'half-closes and reads on': (socket) => {
    socket.resume()
    socket.once('data', () => socket.end())
  },
  'closes in the status line': answer('HTTP/1.1 2', 'close'),
  'closes after the status line': answer('HTTP/1.0 200 OK\r\n', 'close'),
  'closes in the headers': answer('HTTP/1.1 200 OK\r\nContent-Ty', 'close'),
  'resets in the headers': answer('HTTP/1.1 200 OK\r\nContent-Ty', 'reset'),
  'closes in the body': answer(`${ok}Content-Length: 100\r\n\r\n{"Resu`, 'close'),
  'resets in the body': (socket) =>
    void socket.once('data', () => {
      socket.write(`${ok}Content-Length: 100\r\n\r\n{"Resu`)
      // After the client has read it, or the reset would take it along.
      setTimeout(() => resetTransport(socket), 60)
    }),
  'closes in a chunk': answer(`${ok}Transfer-Encoding: chunked\r\n\r\na\r\n{"R`, 'close'),
  'sends no chunk': answer(`${ok}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n`),
  'sends a chunk size without end': flood(`${ok}Transfer-Encoding: chunked\r\n\r\n`, '1;'.repeat(1_000)),
  'stops in the body': answer(`${ok}Content-Length: 100\r\n\r\n{"Resu`),
  'sends one byte at a time in the headers': drip('HTTP/1.1 200 OK\r\n', 'X: y\r\n'),
  'sends one byte at a time in the body': drip(`${ok}\r\n`, 'x'),
  'sends headers without end': flood('HTTP/1.1 200 OK\r\n', `X-Filler: ${'x'.repeat(1_000)}\r\n`),
  'sends a header without end': flood('HTTP/1.1 200 OK\r\nX-Filler: ', 'x'.repeat(8_192)),
  'sends a status line of a megabyte': answer(`HTTP/1.1 200 ${'O'.repeat(1_048_576)}K\r\n\r\n`),
  'sends a body without end': flood(`${ok}\r\n`, 'x'.repeat(65_536)),
  'sends chunks without end': flood(`${ok}Transfer-Encoding: chunked\r\n\r\n`, `400\r\n${'x'.repeat(1_024)}\r\n`),
  'sends ten gigabytes': flood(`${ok}Content-Length: 10737418240\r\n\r\n`, 'x'.repeat(65_536)),
  'sends 100 Continue without end': flood('', 'HTTP/1.1 100 Continue\r\n\r\n'),
  'sends a word as its status': answer('HTTP/1.1 banana\r\n\r\n'),
  'sends a status of four digits': answer('HTTP/1.1 2000 OK\r\n\r\n'),
  'sends HTTP/2 in words': answer('HTTP/2 200 OK\r\n\r\n'),
  'sends a header without a colon': answer(`HTTP/1.1 200 OK\r\nbanana\r\n\r\n`),
  'sends a header with NUL': answer(`${ok}X-Zero: a\u0000b\r\nContent-Length: 0\r\n\r\n`),
  'sends a header with a lone CR': answer(`${ok}X-Return: a\rb\r\nContent-Length: 0\r\n\r\n`),
  'sends a header with escapes': answer(`${ok}Server: ${escapes}\r\nContent-Length: 0\r\n\r\n`),
  'sends a status text with escapes': answer(`HTTP/1.1 500 ${escapes}\r\nContent-Length: 0\r\n\r\n`),
  'sends a redirect with escapes': answer(`HTTP/1.1 302 Found\r\nLocation: /${escapes}\r\nContent-Length: 0\r\n\r\n`),
  'sends a header in Latin-1': answer(`${ok}X-Name: Caf\u00e9\r\nContent-Length: 2\r\n\r\n{}`),
  'sends a header with an emoji': answer(Buffer.from(`${ok}X-Name: 😀\r\nContent-Length: 2\r\n\r\n{}`)),
  'sends two lengths': answer(`${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `),
  'sends a length that is no number': answer(`${ok}Content-Length: 0x2\r\n\r\n{}`),
  'sends a negative length': answer(`${ok}Content-Length: -1\r\n\r\n{}`),
  'sends a length beside chunks': answer(
    `${ok}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ),
  'sends a body with 204': answer('HTTP/1.1 204 No Content\r\n\r\n{}'),
  'switches protocols': answer('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n\u0000'),
  'sends gzip unasked': answer(
    Buffer.concat([Buffer.from(`${ok}Content-Encoding: gzip\r\n\r\n`), gzipSync('{"ResultCode":0}')]),
    'close',
  ),
  'sends a bomb in gzip': answer(
    Buffer.concat([Buffer.from(`${ok}Content-Encoding: gzip\r\n\r\n`), gzipSync(Buffer.alloc(30_000_000))]),
    'close',
  ),
  'names a charset that nobody knows': answer(
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=klingon\r\nContent-Length: 2\r\n\r\nOK',
  ),
  'names another charset than it uses': answer(
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n\r\nCaf\u00e9',
  ),
  'redirects to itself': answer('HTTP/1.1 302 Found\r\nLocation: /callback\r\nContent-Length: 0\r\n\r\n', 'close'),
  'answers before the request': greet(`${ok}Content-Length: 16\r\n\r\n{"ResultCode":0}`),
  'sends 100 Continue, then its reply': answer(
    `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 16\r\n\r\n{"ResultCode":0}`,
  ),
  'ends lines without CR': answer('HTTP/1.1 200 OK\nContent-Length: 16\n\n{"ResultCode":0}'),
  'speaks SSH': greet('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  'speaks SMTP': greet('220 mail.duka.co.ke ESMTP Postfix\r\n'),
  'speaks FTP': greet('220 (vsFTPd 3.0.3)\r\n'),
  'speaks POP3': greet('+OK Dovecot ready.\r\n'),
  'speaks redis': answer("-ERR unknown command 'POST'\r\n"),
  'speaks MySQL': greet(Buffer.from('4a0000000a382e302e333400080000', 'hex')),
  'speaks HTTP/2 only': greet(http2Settings),
  'speaks TLS only': answer(Buffer.from('15030100020246', 'hex'), 'close'),
  'speaks HTML without HTTP': answer('<!DOCTYPE html><title>Hello</title>', 'close'),
  'speaks gibberish': answer(Buffer.from('0001020304050607', 'hex'), 'stay'),
  'speaks gibberish without end': flood('', Buffer.alloc(16_384, 0x9b)),
} as const satisfies Readonly<Record<string, Behaviour>>

const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description])
const record = (type: number, content: Buffer) =>
  Buffer.concat([Buffer.from([type, 3, 3, content.length >> 8, content.length & 0xff]), content])
/** A ServerHello that breaks off after its version. */
const halfHello = Buffer.from('160303007a020000760303', 'hex')

/** Servers on an https port that never get as far as HTTP. */
export const hostileTls = {
  'accepts and is silent': (socket) => void socket.resume(),
  'closes at once': (socket) => void socket.end(),
  'closes after the ClientHello': (socket) => void socket.once('data', () => socket.end()),
  'resets after the ClientHello': (socket) => void socket.once('data', () => resetTransport(socket)),
  'sends an alert: handshake failure': answer(alert(40), 'close'),
  'sends an alert: internal error': answer(alert(80), 'close'),
  'sends an alert: unrecognised name': answer(alert(112), 'close'),
  'sends an alert without end': flood('', Buffer.concat(Array.from({ length: 2_000 }, () => alert(90)))),
  'closes in the ServerHello': answer(halfHello, 'close'),
  'stops in the ServerHello': answer(halfHello),
  'sends an alert after half a ServerHello': answer(Buffer.concat([halfHello, alert(40)]), 'close'),
  'sends a record of garbage': answer(record(0x16, Buffer.alloc(200, 0xa5)), 'close'),
  'sends records without end': flood('', record(0x16, Buffer.from(`0b0fffff${'00'.repeat(8_000)}`, 'hex'))),
  'sends a record that is too long': answer(Buffer.concat([Buffer.from('160303ffff', 'hex'), Buffer.alloc(70_000)])),
  'sends application data': answer(record(0x17, Buffer.alloc(64, 1)), 'close'),
  'sends one byte at a time': (socket) => {
    const timer = setInterval(() => socket.write(Buffer.from([0x16])), 10)
    socket.resume()
    socket.once('close', () => clearInterval(timer))
  },
  'speaks plain HTTP': answer('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'close'),
  'speaks plain HTTP with escapes': answer(`HTTP/1.1 400 ${escapes}\r\n\r\n`, 'close'),
  'speaks SSH': greet('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  'speaks SMTP': greet('220 mail.duka.co.ke ESMTP Postfix\r\n'),
  'speaks HTTP/2 in the clear': greet(http2Settings),
} as const satisfies Readonly<Record<string, Behaviour>>
