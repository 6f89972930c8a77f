import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface InboxProcess {
  readonly child: ChildProcess
  /** Where it listens, and its memory in bytes at that moment; null if it ended before. */
  readonly ready: Promise<{ readonly url: string; readonly peak: number } | null>
  readonly ended: Promise<unknown>
  /** The most memory it was seen to hold, in bytes. */
  peak(): Promise<number>
}

export interface InboxProcessOptions {
  /** Bundle of `inbox-server-child.ts`. */
  readonly program: string
  /** Folder of the project, which also gets the key. */
  readonly project: string
  readonly port?: number
  /** Origin of the app. */
  readonly forward: string
}

/** Starts the whole inbox in a process of its own. */
export function startInboxProcess({ program, project, port = 0, forward }: InboxProcessOptions): InboxProcess {
  const folder = join(project, '.mpesa-doctor', 'inbox')
  const child = spawn(process.execPath, [program, folder, join(project, 'key'), String(port), forward], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'close')
  const ready = Promise.race([once(child, 'message').then(([said]) => said), ended.then(() => null)])
  return {
    child,
    ready,
    ended,
    async peak() {
      child.send('peak')
      return (await once(child, 'message'))[0].peak
    },
  }
}
