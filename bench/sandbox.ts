import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { makePassword } from '../src/daraja/password.ts'
import { createSandbox } from '../src/sandbox-library/create-sandbox.ts'

/*
 * STK pushes a second through the local Daraja against a `node:http` server that answers everything with nothing, in the
 * same run and by the same client; then whether each push was called back once. Reported, never asserted. All in one
 * process, so that the numbers are low; the ratio is what counts (goal: at least 0.4).
 */
const total = Number(process.env.COUNT ?? 10_000)
const concurrency = 200
const timestamp = '20261124080000'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

/** How often each push was called back. */
let called = new Map<string, number>()
const app = await serve((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text
  })
  request.on('end', () => {
    const id = /"CheckoutRequestID":"([^"]+)"/.exec(body)?.[1] ?? ''
    called.set(id, (called.get(id) ?? 0) + 1)
    response.end('{"ResultCode":0,"ResultDesc":"Accepted"}')
  })
})
const empty = await serve((request, response) => {
  request.resume().on('end', () => response.end('{}'))
})
// Callbacks come after the load, so that both servers do nothing but answer while they are measured.
const daraja = await createSandbox({ callbackMs: Number(process.env.AFTER ?? 5_000) })

const login = `Basic ${btoa(`${daraja.consumerKey}:${daraja.consumerSecret}`)}`
const granted = await fetch(`${daraja.url}/oauth/v1/generate?grant_type=client_credentials`, {
  headers: { Authorization: login },
})
const { access_token: token } = (await granted.json()) as { access_token: string }

function bodyOf(index: number): string {
  const phone = `2547${String(10_000_000 + index)}`
  return JSON.stringify({
    BusinessShortCode: 174_379,
    Password: makePassword('174379', daraja.passkey, timestamp),
    Timestamp: timestamp,
    TransactionType: 'CustomerPayBillOnline',
    Amount: 10,
    PartyA: phone,
    PartyB: 174_379,
    PhoneNumber: phone,
    CallBackURL: `${app.url}/callback`,
    AccountReference: 'bench',
    TransactionDesc: 'order',
  })
}

async function load(url: string, first: number): Promise<{ readonly rate: number; readonly ids: Set<string> }> {
  const client = new Pool(url, { connections: concurrency })
  const bodies = Array.from({ length: total }, (_, index) => bodyOf(first + index))
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const ids = new Set<string>()
  let sent = 0
  const worker = async () => {
    while (sent < total) {
      const body = bodies[sent++] ?? ''
      const { body: answer } = await client.request({
        method: 'POST',
        path: '/mpesa/stkpush/v1/processrequest',
        headers,
        body,
      })
      const id = /"CheckoutRequestID":"([^"]+)"/.exec(await answer.text())?.[1]
      if (id !== undefined) ids.add(id)
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: concurrency }, worker))
  const rate = total / ((performance.now() - startedMs) / 1_000)
  await client.close()
  return { rate, ids }
}

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined)
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
await load(empty.url, 0)
await load(daraja.url, 0)
const rates: { readonly empty: number[]; readonly sandbox: number[] } = { empty: [], sandbox: [] }
const rounds = Number(process.env.ROUNDS ?? 6)
let unique = 0
let exactlyOnce = 0
const megabytes: number[] = []
for (let round = 1; round <= rounds; round++) {
  await daraja.settled({ timeoutMs: 60_000 })
  collect()
  megabytes.push(Math.round(process.memoryUsage().heapUsed / 1_048_576))
  called = new Map()
  rates.empty.push((await load(empty.url, 0)).rate)
  const { rate, ids } = await load(daraja.url, round * total)
  rates.sandbox.push(rate)
  unique += ids.size
  await daraja.settled({ timeoutMs: 60_000 })
  exactlyOnce += [...ids].filter((id) => called.get(id) === 1).length
  process.stdout.write(`round ${round}: ${ids.size} ids, ${called.size} of them called back\n`)
}
for (const [name, values] of Object.entries(rates))
  process.stdout.write(`${name.padEnd(8)} ${median(values).toFixed(0).padStart(6)} requests/s\n`)
process.stdout.write(`ratio ${(median(rates.sandbox) / median(rates.empty)).toFixed(2)} (goal: at least 0.4)\n`)
process.stdout.write(
  `${unique} of ${rounds * total} ids are unique, ${exactlyOnce} called back exactly once; heap before each round: ${megabytes.join(', ')} MB\n`,
)
await daraja.close()
app.close()
empty.close()
