import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority } from './authority.ts'
import { createFrameReader, encodeFrame, encodeWindow, Flag, type Frame, FrameType } from './ngrok-edge-frames.ts'

/**
 * What a stream is for: its first four bytes, big-endian. The agent opens `auth`, `bind`, `unbind` and `heartbeat`
 * streams; the edge opens a `proxy` stream for each public connection.
 */
const Purpose = { auth: 0, bind: 1, unbind: 2, proxy: 3, heartbeat: 0xffffffff } as const

/** Requests of the agent: one JSON document each, answered by one JSON document whose `Error` is empty if all is well. */
export type CallName = 'auth' | 'bind' | 'unbind'

export interface EdgeCall {
  readonly name: CallName
  readonly request: Readonly<Record<string, unknown>>
}

export interface NgrokEdgeOptions {
  /** The public URL that `bind` hands out. */
  readonly url?: string
  /** Text of the refusal, for instance `… ERR_NGROK_107`. `$TOKEN` in it becomes the token, as the real service echoes it. */
  readonly refuse?: Partial<Record<CallName, string>>
  /** Calls that are read and never answered. */
  readonly silent?: readonly CallName[]
}

/** A local stand-in for the ngrok service, good enough for the real SDK. */
export interface NgrokEdge {
  /** For the SDK's `server_addr`. */
  readonly address: string
  /** PEM for the SDK's `session_ca_cert`. */
  readonly trust: string
  readonly url: string
  readonly calls: readonly EdgeCall[]
  /** Resolves when the agent has made that many calls of the name. */
  called(name: CallName, count?: number): Promise<EdgeCall>
  /** Sends bytes through the tunnel as a public connection would, and gives back what came until the end of it. */
  exchange(raw: string): Promise<string>
  /** Cuts every connection of the agent without a word. */
  drop(): void
  /** Whether an agent holds the URL at this moment. */
  readonly isBound: boolean
  /** Connections of agents that are open. */
  readonly connections: number
  close(): Promise<void>
}

interface Stream {
  purpose: number | null
  received: Buffer
  answered: boolean
  readonly onProxyData?: (body: Buffer) => void
  readonly onProxyEnd?: () => void
}

export async function startNgrokEdge(options: NgrokEdgeOptions = {}): Promise<NgrokEdge> {
  const { root, trust } = await createTestAuthority('Edge')
  const { chain, key } = await issue({ names: ['localhost', '127.0.0.1'], issuer: root })
  const url = options.url ?? 'https://quiet-heron.ngrok-free.dev'
  const calls: EdgeCall[] = []
  const waiting = new Set<() => void>()
  const sockets = new Set<TLSSocket>()
  let bound: { readonly socket: TLSSocket; readonly id: string; open(stream: Stream): number } | null = null

  function answer(name: CallName, request: EdgeCall['request'], agent: Agent): Buffer | null {
    calls.push({ name, request })
    for (const wake of waiting) wake()
    if (options.silent?.includes(name)) return null
    const refusal = options.refuse?.[name]?.replace('$TOKEN', String(agent.token(request)))
    if (refusal !== undefined) return jsonOf({ Error: refusal })
    if (name === 'auth') return jsonOf({ Version: '2', ClientId: 'client-1', Extra: ACCOUNT, Error: '' })
    if (name === 'unbind') {
      bound = null
      return jsonOf({ Error: '' })
    }
    const { Id, Proto, Opts } = request
    // An agent that comes back asks for the tunnel it had. The SDK knows all tunnels of a process by their ids.
    const id = typeof Id === 'string' && Id !== '' ? Id : `tunnel-${randomUUID()}`
    bound = { socket: agent.socket, id, open: agent.open }
    return jsonOf({ Id: id, URL: url, Proto, Opts, BindOpts: Opts, Extra: { Token: 'bind-token' }, Error: '' })
  }

  const server = createServer({ cert: chain, key }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      if (bound?.socket === socket) bound = null
    })
    serveAgent(socket, answer)
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function called(name: CallName, count = 1): Promise<EdgeCall> {
    for (;;) {
      const found = calls.filter((call) => call.name === name)[count - 1]
      if (found !== undefined) return found
      await new Promise<void>((resolve) => waiting.add(resolve))
    }
  }

  function exchange(raw: string): Promise<string> {
    const agent = bound
    if (agent === null) throw new Error('no tunnel is bound')
    return new Promise((resolve) => {
      let reply = Buffer.alloc(0)
      const streamId = agent.open({
        purpose: Purpose.proxy,
        received: Buffer.alloc(0),
        answered: false,
        onProxyData: (body) => {
          reply = Buffer.concat([reply, body])
        },
        onProxyEnd: () => resolve(reply.toString()),
      })
      agent.socket.write(encodeFrame(FrameType.data, Flag.open, streamId, proxyHeader(agent.id)))
      agent.socket.write(encodeFrame(FrameType.data, Flag.none, streamId, Buffer.from(raw)))
    })
  }

  const drop = () => sockets.forEach((socket) => void socket.destroy())
  return {
    address: `localhost:${(server.address() as AddressInfo).port}`,
    trust,
    url,
    calls,
    called,
    exchange,
    drop,
    get isBound() {
      return bound !== null
    },
    get connections() {
      return sockets.size
    },
    close: () => {
      drop()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const ACCOUNT = { Version: 'test', Region: 'loopback', AccountName: 'test', PlanName: 'Free', Banner: '' }

interface Agent {
  readonly socket: TLSSocket
  token(request: EdgeCall['request']): unknown
  open(stream: Stream): number
}

type Answer = (name: CallName, request: EdgeCall['request'], agent: Agent) => Buffer | null

/** One connection of an agent: collects what comes on each stream and answers calls. */
function serveAgent(socket: TLSSocket, answer: Answer): void {
  const streams = new Map<number, Stream>()
  // Even ids belong to the side that accepted the connection.
  let nextStreamId = 2
  const agent: Agent = {
    socket,
    token: ({ Extra }) => (typeof Extra === 'object' && Extra !== null && 'AuthToken' in Extra ? Extra.AuthToken : ''),
    open: (stream) => {
      const streamId = nextStreamId
      nextStreamId += 2
      streams.set(streamId, stream)
      return streamId
    },
  }

  function onData({ flags, streamId, body }: Frame): void {
    const stream = streams.get(streamId) ?? { purpose: null, received: Buffer.alloc(0), answered: false }
    streams.set(streamId, stream)
    if (body.length > 0) socket.write(encodeWindow(streamId, body.length))
    if (stream.purpose === Purpose.proxy) {
      stream.onProxyData?.(body)
      if ((flags & Flag.end) !== 0) stream.onProxyEnd?.()
      return
    }
    stream.received = Buffer.concat([stream.received, body])
    if (stream.purpose === null && stream.received.length >= 4) {
      stream.purpose = stream.received.readUInt32BE(0)
      stream.received = stream.received.subarray(4)
    }
    if (stream.purpose === Purpose.heartbeat) echo(streamId, stream)
    else if (stream.purpose !== null && !stream.answered) answerCall(streamId, stream)
  }

  /** A heartbeat is four bytes that are sent back. */
  function echo(streamId: number, stream: Stream): void {
    while (stream.received.length >= 4) {
      socket.write(encodeFrame(FrameType.data, Flag.none, streamId, stream.received.subarray(0, 4)))
      stream.received = stream.received.subarray(4)
    }
  }

  function answerCall(streamId: number, stream: Stream): void {
    const request = parseJson(stream.received)
    const name = (['auth', 'bind', 'unbind'] as const)[stream.purpose ?? -1]
    if (request === null || name === undefined) return
    stream.answered = true
    const reply = answer(name, request, agent)
    if (reply !== null) socket.write(encodeFrame(FrameType.data, Flag.end, streamId, reply))
  }

  socket.on('error', () => undefined)
  // What was on its way when the agent went is cut.
  socket.on('close', () => {
    for (const stream of streams.values()) stream.onProxyEnd?.()
  })
  socket.on(
    'data',
    createFrameReader((frame) => frame.type === FrameType.data && onData(frame)),
  )
}

/** What opens a proxy stream: its purpose, the length of the JSON (64 bits, little-endian), the JSON. */
function proxyHeader(tunnelId: string): Buffer {
  const json = jsonOf({
    Id: tunnelId,
    ClientAddr: '203.0.113.7:443',
    Proto: 'https',
    EdgeType: '3',
    PassthroughTLS: false,
  })
  const head = Buffer.alloc(12)
  head.writeUInt32BE(Purpose.proxy, 0)
  head.writeBigUInt64LE(BigInt(json.length), 4)
  return Buffer.concat([head, json])
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** Null while the document is incomplete. */
function parseJson(bytes: Buffer): EdgeCall['request'] | null {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null ? (value as EdgeCall['request']) : null
  } catch {
    return null
  }
}
