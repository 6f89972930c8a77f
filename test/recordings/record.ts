import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePorts, startBackends } from './backends.ts'
import type { RecordedAnswer } from './exchange.ts'
import { exchange } from './exchange.ts'
import type { ReplyFixture, ReplyFixtures } from './fixture.ts'
import type { RecordingCase, ServerUnderRecord, Setup } from './server-under-record.ts'

const bootLimitMs = 15_000

/** Starts a server on loopback, plays its cases and returns what it answered. */
export async function record(server: ServerUnderRecord): Promise<ReplyFixtures> {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'))
  chmodSync(folder, 0o755)
  const backends = await startBackends()
  const setup: Setup = { folder, backends, ports: await freePorts(server.listeners) }
  const { command, args, env = {} } = await server.prepare(setup)
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore', detached: true })
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    await Promise.race([Promise.all(setup.ports.map(untilOpen)), ended.then(() => fail(`${server.name} has ended`))])
    const replies: ReplyFixture[] = []
    for (const wanted of server.cases) replies.push(await play(wanted, setup))
    return { server: server.server, version: readVersion(server), replies }
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    await ended
    backends.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export function writeFixtures(name: string, fixtures: ReplyFixtures): void {
  const target = join('test', 'fixtures', 'replies', 'edge')
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify(fixtures, null, 2)}\n`)
}

async function play(wanted: RecordingCase, setup: Setup): Promise<ReplyFixture> {
  const { name, config, request, listener = 0, times = 1 } = wanted
  const port = setup.ports[listener] ?? fail(`${name} has no port`)
  let answer = await exchange({ ...request, port })
  for (let sent = 1; sent < times; sent++) answer = await exchange({ ...request, port })
  return { name, config, request: `${request.method ?? 'POST'} ${request.path}`, ...normalise(answer, setup) }
}

/** Takes out what differs from run to run, and what belongs to this machine. */
function normalise({ status, headers, body }: RecordedAnswer, { folder, ports, backends }: Setup): RecordedAnswer {
  const clean = (text: string) => {
    const { close: _, ...apps } = backends
    const numbers = [...ports, ...Object.values(apps)]
    const withoutPorts = numbers.reduce((rest, port) => rest.replaceAll(String(port), '8080'), text)
    return withoutPorts
      .replaceAll(folder, '/srv/site')
      .replaceAll(new RegExp(`\\b${hostname().replaceAll('.', '\\.')}\\b`, 'g'), 'server.example')
      .replaceAll(/XID: \d+/g, 'XID: 1')
      .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'Thu, 01 Jan 2026 00:00:00 GMT')
  }
  const volatile = new Set([
    'etag',
    'last-modified',
    'content-length',
    'age',
    'x-varnish',
    'connection',
    'keep-alive',
    'transfer-encoding',
  ])
  const kept = Object.entries(headers).filter(([name]) => !volatile.has(name))
  const sorted = (name: string, value: string) => (name === 'allow' ? value.split(',').sort().join() : clean(value))
  return {
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, sorted(name, value)])),
    body: clean(body),
  }
}

function readVersion({ version: { command, args } }: ServerUnderRecord): string {
  const text = execFileSync(command, args, { encoding: 'utf8' })
  return text.trim().split('\n')[0] ?? ''
}

async function untilOpen(port: number): Promise<void> {
  const deadline = performance.now() + bootLimitMs
  while (performance.now() < deadline) {
    if (await isOpen(port)) return
    await wait(50)
  }
  fail(`nothing listens on ${port}`)
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}

export function fail(message: string): never {
  throw new Error(message)
}
