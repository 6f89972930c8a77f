import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { python } from './real-servers-programs.ts'
import type { Kit } from './scenario-kit.ts'

export interface RunningServer {
  /** The first group of `ready`. */
  readonly said: string
}

interface Start {
  readonly file: string
  readonly argv: readonly string[]
  readonly cwd?: string
  /** What it says once it takes connections; null for a program that does not tell. */
  readonly ready: RegExp | null
  readonly variables?: Readonly<Record<string, string>>
}

/** Starts a server and waits until it says that it is ready; it ends with the tests of the file. */
export async function startProgram(kit: Kit, { file, argv, cwd, ready, variables }: Start): Promise<RunningServer> {
  const child = spawn(file, [...argv], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  kit.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  })
  let log = ''
  const running = new Promise<RunningServer>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        const said = ready?.exec(log) ?? null
        if (said !== null) resolve({ said: said[1] ?? '' })
      })
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} did not start: ${log}`)))
  ended.catch(() => undefined)
  return ready === null ? { said: '' } : Promise.race([running, ended])
}

/** A folder with these files, for as long as the tests of the file run. */
export function makeFolder(kit: Kit, contents: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-server-'))
  kit.defer(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content)
  return folder
}

/** A Python program that serves on a port of its choice and prints `READY <port>`. */
export async function startPython(kit: Kit, program: string, ...argv: readonly string[]): Promise<number> {
  const cwd = makeFolder(kit, { 'server.py': program })
  const { said } = await startProgram(kit, {
    file: python,
    argv: ['-u', 'server.py', ...argv],
    cwd,
    ready: /READY (\d+)/,
  })
  return Number(said)
}

/** For programs that do not say when they listen; asks until somebody answers or the test is out of time. */
export async function untilListening(port: number): Promise<void> {
  while (!(await canConnect(port))) await delay(10)
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
