import { usageError } from '../core/errors.ts'
import type { Invocation } from './command.ts'

/** Opens a file in the editor that `VISUAL` or `EDITOR` names, and waits until it is closed. */
export async function runEditor({ deps, signal }: Invocation, file: string): Promise<void> {
  const isWindows = deps.platform === 'win32'
  const editor = deps.variables.VISUAL?.trim() || deps.variables.EDITOR?.trim() || (isWindows ? 'notepad' : 'vi')
  signal.throwIfAborted()
  const { spawn } = await import('node:child_process')
  // The variable is a command line, as in `code --wait`, so a shell reads it; the file is no part of it.
  const words = isWindows ? [] : ['-c', `${editor} "$@"`, editor, file]
  const child = spawn(isWindows ? `${editor} "${file}"` : 'sh', words, {
    shell: isWindows,
    env: { ...deps.variables },
    // An editor draws on the terminal also where the output of this program goes into a file.
    stdio: ['inherit', deps.stdout.isTerminal ? 'inherit' : 2, 'inherit'],
  })
  const end = (): void => void child.kill()
  signal.addEventListener('abort', end)
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message))
    child.once('exit', (exitCode, name) => resolve(exitCode ?? name ?? 'unknown'))
  }).finally(() => signal.removeEventListener('abort', end))
  signal.throwIfAborted()
  if (code === 0) return
  const isMissing = code === 127 || code === 'ENOENT'
  throw usageError(
    'editor-failed',
    isMissing
      ? `The editor \`${editor}\` cannot be run`
      : `The editor \`${editor}\` ended with ${code}; nothing was sent`,
    { summary: 'name yours in VISUAL or EDITOR, e.g. `EDITOR="code --wait"`, or change single values with --set' },
  )
}
