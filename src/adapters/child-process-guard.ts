import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Ends a process group as soon as this process is gone, however it went. */
export interface Guard {
  /** Resolves when the guard is gone itself. */
  dismiss(): Promise<void>
}

/** The group's id is an argument, never part of the script. A line instead of the end of input would be a dismissal. */
const SCRIPT = 'read -r line && exit 0; kill -TERM "-$1" 2>/dev/null; sleep 2; kill -KILL "-$1" 2>/dev/null'

/**
 * A shell that waits for the end of its input, which comes when this process ends, and be it by `kill -9`. Null on Windows,
 * where a program outlives a parent that is killed outright, and where there is no shell to be had.
 */
export function startGuard(groupId: number): Guard | null {
  if (process.platform === 'win32') return null
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'mpesa-doctor', String(groupId)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
    // Out of reach of what ends this process and its group.
    detached: true,
  })
  guard.on('error', () => undefined)
  guard.stdin.on('error', () => undefined)
  if (guard.pid === undefined) return null
  const gone = once(guard, 'exit').catch(() => undefined)
  return {
    async dismiss() {
      guard.kill('SIGKILL')
      await gone
      guard.stdin.destroy()
    },
  }
}
