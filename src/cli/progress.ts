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
  const running = new Map<string, { readonly activity: string; waitsFor: number }>()
  let spinner: { text: string; stop(): unknown } | undefined
  let stopped = false
  // Of those that do not just wait for another one, the one that takes longest: it is what holds up the run.
  const text = (): string => {
    const probes = [...running.values()]
    return (probes.find(({ waitsFor }) => waitsFor === 0) ?? probes.at(-1))?.activity ?? 'thinking'
  }
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora')
    // `discardStdin` would put the terminal into raw mode, and Ctrl-C would no longer be a signal.
    if (!stopped) spinner = ora({ text: text(), stream: process.stderr, discardStdin: false }).start()
  }, quietMs)
  return {
    listen(event) {
      if (event.kind === 'check-finished') return
      const probe = running.get(event.id)
      if (event.kind === 'probe-started') running.set(event.id, { activity: event.activity, waitsFor: 0 })
      else if (event.kind === 'probe-finished') running.delete(event.id)
      else if (probe !== undefined) probe.waitsFor += event.kind === 'probe-waiting' ? 1 : -1
      if (spinner !== undefined) spinner.text = text()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      spinner?.stop()
    },
  }
}
