import type { Output } from './output.ts'

/** One line on stderr that says what is being waited for; in a terminal only. */
export interface LiveLine {
  /** Prints with the line out of the way. */
  aside(print: () => void): void
  stop(): void
}

const everyMs = 1_000

/** `text` is asked for anew each second. */
export async function startLiveLine(output: Output, enabled: boolean, text: () => string): Promise<LiveLine> {
  if (!enabled || !output.stderrIsTerminal || output.quiet) return { aside: (print) => print(), stop: () => undefined }
  const { default: ora } = await import('ora')
  // `discardStdin` would put the terminal into raw mode, and Ctrl-C would no longer be a signal.
  const spinner = ora({ text: text(), stream: process.stderr, discardStdin: false }).start()
  const timer = setInterval(() => {
    spinner.text = text()
  }, everyMs)
  return {
    aside(print) {
      spinner.stop()
      print()
      spinner.text = text()
      spinner.start()
    },
    stop() {
      clearInterval(timer)
      spinner.stop()
    },
  }
}
