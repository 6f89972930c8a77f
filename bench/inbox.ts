import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Pool } from 'undici'
import { openInboxFiles } from '../src/adapters/inbox-files.ts'
import { openSeal } from '../src/adapters/inbox-seal-node.ts'
import { startInboxServer } from '../src/adapters/inbox-server-node.ts'
import { createRedactor } from '../src/core/redact.ts'
import { buildStkSuccess } from '../src/daraja/stk-callback.ts'
import { protectStore } from '../src/inbox/protect.ts'

/*
 * Callbacks a second through the inbox, which keeps each on disk before it is answered, against a proxy of the same parts
 * that keeps nothing; both to the same app, in turns. Reported, never asserted. All in one process, so the numbers are
 * low; the ratio is what counts (goal: at least 0.7).
 */
const total = Number(process.env.COUNT ?? 5_000)
const concurrency = 100
const body = buildStkSuccess({
  merchantRequestId: '29115-34620561-1',
  checkoutRequestId: 'ws_CO_061020261419531708374149',
  amount: 1_500,
  receipt: 'UJ6E59176X',
  transactionDate: '20261006141953',
  phone: '254708374149',
})

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

const app = await serve((request, response) => {
  request.resume().on('end', () => response.end('{"ResultCode":0,"ResultDesc":"Accepted"}'))
})
const pool = new Pool(app.url)
const passThrough = await serve((request, response) => {
  pool
    .request({
      method: 'POST',
      path: request.url ?? '/',
      headers: { 'content-type': 'application/json', 'content-length': request.headers['content-length'] ?? '' },
      body: request,
    })
    .then(({ statusCode, body: answer }) => {
      response.writeHead(statusCode)
      return pipeline(answer, response)
    })
    .catch(() => response.destroy())
})
const home = mkdtempSync(join(tmpdir(), 'mpesa-doctor-bench-'))
const store = await openInboxFiles({ folder: join(home, '.mpesa-doctor', 'inbox'), hex: () => '0000' })
const seal = await openSeal(join(home, 'key'))
const ignore = () => undefined
const inbox = await startInboxServer(protectStore(store, { mask: createRedactor().text, seal }), {
  host: '127.0.0.1',
  port: 0,
  forward: app.url,
  limitMs: 60_000,
  watch: { arrived: ignore, answered: ignore, refused: ignore },
})

async function load(url: string): Promise<readonly number[]> {
  const client = new Pool(url, { connections: concurrency })
  const times: number[] = []
  let sent = 0
  const worker = async () => {
    while (sent++ < total) {
      const startedMs = performance.now()
      const { body: answer } = await client.request({
        method: 'POST',
        path: '/callback',
        headers: { 'content-type': 'application/json' },
        body,
      })
      await answer.dump()
      times.push(performance.now() - startedMs)
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: concurrency }, worker))
  const seconds = (performance.now() - startedMs) / 1_000
  await client.close()
  times.sort((a, b) => a - b)
  return [total / seconds, ...[0.5, 0.99].map((share) => times[Math.floor(times.length * share)] ?? Number.NaN)]
}

const results: Record<'pass-through' | 'inbox', (readonly number[])[]> = { 'pass-through': [], inbox: [] }
await load(passThrough.url)
await load(inbox.url)
for (let round = 0; round < 3; round++) {
  results['pass-through'].push(await load(passThrough.url))
  results.inbox.push(await load(inbox.url))
}
const median = (rounds: readonly (readonly number[])[], at: number): number =>
  rounds.map((round) => round[at] ?? Number.NaN).toSorted((a, b) => a - b)[1] ?? Number.NaN
for (const [name, rounds] of Object.entries(results))
  process.stdout.write(
    `${name.padEnd(13)} ${median(rounds, 0).toFixed(0).padStart(6)} callbacks/s   p50 ${median(rounds, 1).toFixed(1)} ms   p99 ${median(rounds, 2).toFixed(1)} ms\n`,
  )
process.stdout.write(
  `ratio ${(median(results.inbox, 0) / median(results['pass-through'], 0)).toFixed(2)} (goal: at least 0.7)\n`,
)
await inbox.close()
await store.close()
passThrough.close()
app.close()
await pool.close()
rmSync(home, { recursive: true, force: true })
