import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { exchangeOf } from '../checks/replies/recorded-apps.ts'
import { codesOf, diagnose, path } from '../checks/replies/reply-builders.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { makeProject } from '../helpers/run-cli.ts'
import { sendCallback } from '../recordings/apps/send-callback.ts'

export const callbackPath = path

/** A fault in a real app, and where the printed lines go. */
export interface Proof {
  readonly what: string
  readonly code: string
  /** The files of the app; without lines it has the fault. */
  readonly app: (lines: string | undefined) => Readonly<Record<string, string>>
  readonly host?: string
  /** Requests before the one that counts: for limits, and for servers that compile at the first. */
  readonly before?: number
}

export interface Runner {
  /** `PORT` stands for the port. */
  readonly start: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
}

/** Each fault is found in the running app, and gone as soon as the printed lines are in its source. */
export function proveFixes(runner: Runner, proofs: readonly Proof[]): void {
  it.each(proofs)('$what, and the printed lines mend it', async ({ code, app, host, before }) => {
    const faulty = { outside: await answerOf(app(undefined), runner, host, before), ...(host && { host }) }
    const findings = diagnose(faulty)
    expect(findings.map((finding) => finding.code)).toContain(code)
    const lines = findings.find((finding) => finding.code === code)?.fix?.code
    expect(lines).toBeTypeOf('string')
    const mended = { outside: await answerOf(app(lines), runner, host, before), ...(host && { host }) }
    expect(mended.outside.status).toBeLessThan(300)
    expect(codesOf(mended)).toEqual([])
  })
}

async function answerOf(files: ReturnType<Proof['app']>, runner: Runner, host = 'shop.example', before = 0) {
  const cwd = makeProject({})
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), content)
  }
  const port = await freePort()
  const stop = await startApp(cwd, port, runner)
  try {
    for (let sent = 0; sent < before; sent += 1) await sendCallback(port, path, host, cwd)
    const reply = await sendCallback(port, path, host, cwd)
    return exchangeOf({ framework: '', version: '', case: '', mode: '', ...reply })
  } finally {
    await stop()
  }
}

async function startApp(cwd: string, port: number, { start, variables }: Runner): Promise<() => Promise<void>> {
  const [program = '', ...words] = start.map((word) => word.replace('PORT', String(port)))
  const env = { ...process.env, NODE_ENV: 'development', ...variables }
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(stop)
  await listening(child, port, () => log)
  return stop
}

async function listening(child: ChildProcess, port: number, log: () => string): Promise<void> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the app did not start: ${log()}`)))
  ended.catch(() => undefined)
  const until = Date.now() + 15_000
  while (Date.now() < until) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      ended,
    ])
    socket.destroy()
    if (isOpen) return
  }
  throw new Error(`the app does not listen: ${log()}`)
}

/** Whether a program runs these words without an error. */
export function canRun(program: string, ...words: readonly string[]): boolean {
  if (program.startsWith('/') && !existsSync(program)) return false
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Where an npm package is: among the project's own, or in the folder that the variable names; null if nowhere. */
export function packageFolder(name: string): string | null {
  const folders = [process.env.FRAMEWORK_PACKAGES, process.cwd()].filter((folder) => folder !== undefined)
  for (const folder of folders) {
    const file = join(folder, 'node_modules', name, 'package.json')
    if (existsSync(file)) return join(folder, 'node_modules', name)
  }
  return null
}

/** Behind the name of a suite whose package is missing. */
export function skippedWithout(name: string): string {
  return packageFolder(name) === null ? ` (skipped: no ${name} here or in FRAMEWORK_PACKAGES)` : ''
}
