import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/*
 * Wall time of whole processes against `node -e 0`: median of interleaved runs, without NODE_EXTRA_CA_CERTS (on Node 20 a
 * CA bundle there costs 31 ms at every start and hides everything else). Reported, never asserted.
 */
const runs = Number(process.env.RUNS ?? 20)
const bin = resolve('bin/mpesa-doctor.cjs')
const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-bench-'))
writeFileSync(
  join(folder, '.env'),
  `# M-Pesa
MPESA_ENVIRONMENT=sandbox
MPESA_CONSUMER_KEY=Zk3qT8vB1nYx0PfL7sWd2RuH6mCe9AjG
MPESA_CONSUMER_SECRET=b7Xw2LqP9dKs4NfG
MPESA_SHORTCODE=174379
MPESA_PASSKEY=bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919
MPESA_CALLBACK_URL=https://duka.co.ke/api/payments/callback
`,
)
const { NODE_EXTRA_CA_CERTS: _, ...variables } = process.env
const cases = [
  { name: 'node -e 0', args: ['-e', '0'], goal: null },
  { name: '--version', args: [bin, '--version'], goal: 1.2 },
  { name: '--help', args: [bin, '--help'], goal: 1.5 },
  { name: 'check-env', args: [bin, 'check-env'], goal: 1.8 },
  { name: '… --strict', args: [bin, 'check-env', '--strict'], goal: 1.8 },
  { name: '… all 12', args: [bin, 'check-env', '--loader', 'all'], goal: 1.8 },
] as const

function time(args: readonly string[]): number {
  const started = process.hrtime.bigint()
  const { status } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
  return Number(process.hrtime.bigint() - started) / 1e6
}

const times = cases.map(() => [] as number[])
for (let run = -2; run < runs; run++)
  for (const [index, { args }] of cases.entries()) {
    const ms = time(args)
    // The first two rounds warm the file cache.
    if (run >= 0) times[index]?.push(ms)
  }
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const base = median(times[0] ?? [])
process.stdout.write(`Node ${process.version}, median of ${runs} interleaved runs\n`)
for (const [index, { name, goal }] of cases.entries()) {
  const ms = median(times[index] ?? [])
  const ratio = (ms / base).toFixed(2)
  process.stdout.write(
    `${name.padEnd(12)} ${ms.toFixed(1).padStart(6)} ms  ${ratio} x${goal === null ? '' : `  (goal: at most ${goal} x)`}\n`,
  )
}
rmSync(folder, { recursive: true, force: true })
