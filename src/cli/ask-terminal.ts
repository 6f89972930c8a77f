import { createInterface } from 'node:readline/promises'

/** Asks on the terminal, beside the output; empty if the input has ended. Rejects with the signal's reason. */
export async function askTerminal(question: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    // In raw mode Ctrl-C is a key and no signal.
    lines.once('SIGINT', () => process.emit('SIGINT', 'SIGINT'))
    return await Promise.race([lines.question(question, { signal }), ended])
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    lines.close()
  }
}
