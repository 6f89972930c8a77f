import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { ShellEnd, ShellRequest } from '../callbacks/audit/order-command.ts'
import { startGuard } from './child-process-guard.ts'

const mostOutput = 1_048_576
const mostErrors = 4_096
/** For its last words: what somebody else may still hold open is not waited for longer than this. */
const drainMs = 200

const isWindows = process.platform === 'win32'

/** Runs a line in the shell of the platform, in this folder, with no input. Rejects with the signal's reason. */
export async function runShellNode(folder: string, request: ShellRequest): Promise<ShellEnd> {
  const { command, limitMs, signal, onOutput } = request
  signal.throwIfAborted()
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !isWindows,
    windowsHide: true,
  })
  const guard = child.pid === undefined ? null : startGuard(child.pid)
  let [stdout, stderr, timedOut] = ['', '', false]
  listen(child, 'stdout', (text) => {
    if (stdout.length >= mostOutput) return
    stdout += text
    onOutput(stdout)
  })
  listen(child, 'stderr', (text) => {
    stderr = (stderr + text).slice(-mostErrors)
  })
  const kill = (): void => endGroup(child)
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, limitMs)
  signal.addEventListener('abort', kill, { once: true })
  try {
    const code = await whenEnded(child)
    signal.throwIfAborted()
    return { code, timedOut, stdout, stderr }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
    // What it left running has nobody to end it.
    kill()
    child.stdout?.destroy()
    child.stderr?.destroy()
    await guard?.dismiss()
  }
}

function listen(child: ChildProcess, from: 'stdout' | 'stderr', onText: (text: string) => void): void {
  const decoder = new StringDecoder('utf8')
  child[from]?.on('data', (bytes: Buffer) => onText(decoder.write(bytes))).on('error', () => undefined)
}

/** The exit code, once its output was read or for a moment was not going to end; null for a signal. */
function whenEnded(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code) => {
      const timer = setTimeout(() => resolve(code), drainMs)
      child.once('close', () => {
        clearTimeout(timer)
        resolve(code)
      })
    })
  })
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (!isWindows) process.kill(-child.pid, 'SIGKILL')
    else if (child.exitCode === null)
      spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => child.kill())
  } catch {
    // It is gone already.
  }
}
