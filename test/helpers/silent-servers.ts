import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import { startHostileServer } from './hostile-server.ts'
import { hostileHttp } from './hostile-servers.ts'

/** Accepts connections and never says a word: TLS, app and database alike. Its port. */
export async function startSilentServer(address = '127.0.0.1', port = 0): Promise<number> {
  const server = await startHostileServer(hostileHttp['accepts and is silent'], address, port)
  onTestFinished(server.close)
  return server.endpoint.port
}

/** A name server that reads questions and answers none. */
export async function startSilentDns(): Promise<string> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`
}

/** Listens and then never runs again, so that nobody takes connections out of its queue. */
const sleeper = `
const { parentPort, workerData } = require('node:worker_threads')
const server = require('node:net').createServer().listen({ ...workerData, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
})`

/** A port that lets packets vanish, as a firewall does: its queue of connections is full. Linux only. */
export async function startBlackhole(address: string, port = 0): Promise<number> {
  const worker = new Worker(sleeper, { eval: true, workerData: { host: address, port } })
  onTestFinished(() => void worker.terminate())
  const [taken] = (await once(worker, 'message')) as [number]
  for (let tries = 0; tries < 20; tries++) {
    const socket = connect(taken, address)
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    const isFull = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(AbortSignal.timeout(150), 'abort').then(() => true),
    ])
    if (isFull) return taken
  }
  throw new Error('the queue of connections does not fill')
}
