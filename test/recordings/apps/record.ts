// Starts real apps on this machine, sends each the callback that Daraja would send, and keeps what they answer:
//   RECORDING_PACKAGES=<folder with node_modules> node scripts/run.mjs test/recordings/apps/record.ts [framework…]
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { apps, type RecordedApp } from './apps.ts'
import { httpApps } from './built-apps.ts'
import { sendCallback } from './send-callback.ts'

const output = 'test/fixtures/replies/apps'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (isOpen) return
    await setTimeout(100)
  }
  throw new Error('it does not listen')
}

async function record(app: RecordedApp): Promise<void> {
  const port = await freePort()
  const scratch = mkdtempSync(join(tmpdir(), 'duka-'))
  const variables = Object.fromEntries(
    Object.entries({ MODE: app.mode, ...app.variables }).map(([name, value]) => [
      name,
      value === 'SCRATCH' ? scratch : value,
    ]),
  )
  // Debug pages print the environment; nothing of this machine's may get into a fixture.
  const { RECORDING_PACKAGES } = process.env
  const PATH = '/usr/local/bin:/usr/bin:/bin'
  const env = { PATH, RECORDING_PACKAGES, LANG: 'C.UTF-8', NEXT_TELEMETRY_DISABLED: '1', ...variables }
  const versionLines = execFileSync(app.version[0] ?? '', app.version.slice(1), { env, encoding: 'utf8' })
  const version = versionLines.trim().split('\n').at(-1) ?? ''
  const [program = '', ...words] = app.start.map((word) => word.replace('PORT', String(port)))
  const child = spawn(program, words, {
    env,
    stdio: ['ignore', 'ignore', process.env.LOUD ? 'inherit' : 'ignore'],
    detached: true,
    ...(app.cwd === undefined ? {} : { cwd: app.cwd }),
  })
  try {
    await waitForPort(port, child)
    for (const entry of app.cases) {
      const [name, path] = typeof entry === 'string' ? [entry, `/mpesa/${entry}`] : entry
      for (let sent = 1; sent < (app.times ?? 1); sent += 1) await sendCallback(port, path, app.host, scratch)
      const reply = await sendCallback(port, path, app.host, scratch)
      const fixture = { framework: app.framework, version, case: name, mode: app.mode, ...reply }
      const file = join(output, `${app.framework}-${app.mode}-${name}.json`)
      await writeFile(file, `${JSON.stringify(fixture, null, 2)}\n`)
      process.stdout.write(`${file} ${reply.status}\n`)
    }
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    rmSync(scratch, { recursive: true, force: true })
  }
}

const wanted = process.argv.slice(3)
mkdirSync(output, { recursive: true })
for (const app of [...apps, ...httpApps()])
  if (wanted.length === 0 || wanted.includes(app.framework))
    await record(app).catch((error: unknown) => {
      process.stderr.write(`${app.framework} ${app.mode}: ${String(error)}\n`)
      process.exitCode = 1
    })
