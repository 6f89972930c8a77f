import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { createSocketLoad } from '../src/adapters/load-sockets.ts'
import { createBodyWriter, createUniqueIds } from '../src/callbacks/load/unique-bodies.ts'
import { buildStkSuccess } from '../src/daraja/stk-callback.ts'

/*
 * Callbacks a second from `simulate --count` against autocannon with the same body, in turns, 50 at a time, to a server in
 * a process of its own. Reported, never asserted; the ratio is what counts (goal: at least 0.95). Then how much memory
 * 10,000 and 100,000 callbacks with ids of their own take.
 */
const seconds = Number(process.env.SECONDS ?? 3)
const rounds = Number(process.env.ROUNDS ?? 3)
const concurrency = 50

if (process.send !== undefined) await serve(process.send.bind(process))
else await compare()

async function serve(tell: (port: number) => unknown): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"ResultCode":0,"ResultDesc":"Accepted"}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  tell((server.address() as AddressInfo).port)
}

async function compare(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), { execArgv: process.execArgv })
  const [port] = (await once(server, 'message')) as [number]
  const url = `http://127.0.0.1:${port}/callback`
  const next = createUniqueIds(new Date(), Math.random, '708374149')
  const ids = next()
  const payment = { amount: 1_500, transactionDate: '20261006141953', phone: '254708374149' }
  const body = buildStkSuccess({ ...ids, ...payment })
  const contentType = 'application/json;charset=UTF-8'
  const load = createSocketLoad()

  const send = async (count: number): Promise<number> => {
    const figures = await load.run({
      url,
      headers: [['Content-Type', contentType]],
      nextBody: createBodyWriter(body, ids, next),
      count,
      concurrency,
      rate: null,
      limitMs: 8_000,
      signal: new AbortController().signal,
    })
    if (figures.answered !== count) throw new Error(`${count - figures.answered} callbacks were not answered`)
    return (count / figures.durationMs) * 1_000
  }
  const cannon = async (): Promise<number> => {
    const headers = { 'Content-Type': contentType }
    const options = { url, connections: concurrency, duration: seconds, method: 'POST' as const, headers, body }
    const { requests, duration } = await autocannon(options)
    return requests.total / duration
  }

  // As many as take about as long.
  const count = Math.round((await send(20_000)) * seconds)
  await cannon()
  const rates = { send: [] as number[], autocannon: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    rates.send.push(await send(count))
    rates.autocannon.push(await cannon())
  }
  for (const [name, values] of Object.entries(rates))
    process.stdout.write(`${name.padEnd(11)} ${median(values).toFixed(0).padStart(7)} callbacks/s\n`)
  const ratio = median(rates.send) / median(rates.autocannon)
  process.stdout.write(`ratio ${ratio.toFixed(2)} (goal: at least 0.95)\n`)
  for (const total of [10_000, 100_000]) {
    await send(total)
    global.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    process.stdout.write(
      `after ${String(total).padStart(6)}: ${megabytes(heapUsed)} MB of heap, ${megabytes(rss)} MB altogether\n`,
    )
  }
  server.kill()
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1)
}
