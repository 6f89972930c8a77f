import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAuthority, createIntermediate, issue } from '../src/demo/certificates.ts'

/*
 * One `probe` of a healthy local HTTPS endpoint against one POST of curl to it: whole processes, interleaved, without
 * NODE_EXTRA_CA_CERTS. The difference is taken within each round, for a machine that is busy for a while slows both, and
 * its median counts. Reported, never asserted.
 */
const runs = Number(process.env.RUNS ?? 15)
const goalMs = 150
const host = 'duka-demo.co.ke'
const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-bench-'))
const ca = join(folder, 'ca.pem')
const { NODE_EXTRA_CA_CERTS: _, ...variables } = process.env

const root = await createAuthority()
const leaf = await issue({ names: [host], issuer: await createIntermediate(root) })
writeFileSync(ca, root.certificate)
let connections = 0
let requests = 0
const server = createServer({ key: leaf.key, cert: leaf.chain }, (request, response) => {
  requests++
  request.resume().once('end', () => {
    response.setHeader('Content-Type', 'application/json')
    response.end('{"ResultCode":0,"ResultDesc":"Accepted"}')
  })
})
server.on('connection', () => connections++)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const url = `https://${host}/api/payments/callback`
const route = ['--connect-to', `${host}:443:127.0.0.1:${port}`, '--cacert', ca]
const callback = '{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_DOCTOR","ResultCode":1037,"ResultDesc":"x"}}}'
const cases = [
  {
    name: 'curl POST',
    program: 'curl',
    args: ['-sS', '-o', '/dev/null', ...route, '-H', 'Content-Type: application/json', '-d', callback, url],
  },
  { name: 'node -e 0', program: process.execPath, args: ['-e', '0'] },
  { name: 'probe', program: process.execPath, args: [resolve('bin/mpesa-doctor.cjs'), 'probe', url, ...route] },
] as const

async function time({ name, program, args }: (typeof cases)[number]): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(program, args, { cwd: folder, env: variables, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${said}`)
  return performance.now() - startedAt
}

const times = cases.map(() => [] as number[])
try {
  for (let run = -2; run < runs; run++)
    for (const [index, one] of cases.entries()) {
      connections = 0
      requests = 0
      const ms = await time(one)
      // The first two rounds warm the file cache.
      if (run >= 0) times[index]?.push(ms)
    }
} finally {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const [curl = [], , probe = []] = times
const differences = probe.map((ms, round) => ms - (curl[round] ?? Number.NaN))
process.stdout.write(`Node ${process.version}, median (least to most) of ${runs} interleaved rounds\n`)
for (const [name, values, note] of [
  ...cases.map(({ name }, index) => [name, times[index] ?? [], ''] as const),
  ['probe − curl', differences, `  goal: below ${goalMs} ms`] as const,
]) {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const range = `(${least.toFixed(1)} to ${most.toFixed(1)})`
  process.stdout.write(`${name.padEnd(12)} ${median(values).toFixed(1).padStart(6)} ms  ${range}${note}\n`)
}
process.stdout.write(`the last probe: ${connections} connections, ${requests} requests\n`)
