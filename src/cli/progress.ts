import type { RunEvent } from '../core/run-checks.ts'
import type { Output } from './output.ts'

/** Shown only once something really takes time. */
const quietMs = 250

/** A spinner on stderr with what is being waited for; in a terminal only. */
export interface Progress {
  listen(event: RunEvent): void
  stop(): void
}

export function startProgress(output: Output, enabled: boolean): Progress {
  if (!enabled || !output.stderrIsTerminal || output.quiet) return { listen: () => undefined, stop: () => undefined }
  const running = new Map<string, string>()
  let spinner: { text: string; stop(): unknown } | undefined
  let stopped = false
  const text = (): string => [...running.values()].at(-1) ?? 'thinking'
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora')
    // `discardStdin` would put the terminal into raw mode, and Ctrl-C would no longer be a signal.
    if (!stopped) spinner = ora({ text: text(), stream: process.stderr, discardStdin: false }).start()
  }, quietMs)
  return {
    listen(event) {
      if (event.kind === 'probe-started') running.set(event.id, event.activity)
      else if (event.kind === 'probe-finished') running.delete(event.id)
      if (spinner !== undefined) spinner.text = text()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      spinner?.stop()
    },
  }
}
