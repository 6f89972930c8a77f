import { formatDuration } from '../../core/duration.ts'
import { KnownError, usageError } from '../../core/errors.ts'
import type { OrderSource, PrintedOrder } from './order-source.ts'
import { findEarlyId, findPrintedId } from './printed-id.ts'

export interface ShellRequest {
  /** As the user wrote it. */
  readonly command: string
  readonly limitMs: number
  readonly signal: AbortSignal
  /** All of the standard output so far, each time that something is added. */
  readonly onOutput: (output: string) => void
}

export interface ShellEnd {
  /** Null if it was ended by a signal. */
  readonly code: number | null
  readonly timedOut: boolean
  readonly stdout: string
  /** The end of what it wrote to the standard error. */
  readonly stderr: string
}

/** Runs a line as the user's shell would. Ends all that it started when the limit is over or the signal comes. */
export type RunShell = (request: ShellRequest) => Promise<ShellEnd>

/** Pending orders from a command that makes one and prints its CheckoutRequestID, each time that it is run. */
export function ordersFromCommand(command: string, limitMs: number, runShell: RunShell): OrderSource {
  return {
    canRace: true,
    next(signal) {
      return new Promise<PrintedOrder>((resolve, reject) => {
        const ended = runShell({
          command,
          limitMs,
          signal,
          onOutput(output) {
            const checkoutRequestId = findEarlyId(output)
            if (checkoutRequestId !== undefined) resolve({ checkoutRequestId, finished })
          },
        })
        const finished = ended.then((end) => {
          resolve({ checkoutRequestId: readId(end, command, limitMs), finished: Promise.resolve() })
        })
        finished.catch(reject)
      })
    },
  }
}

function readId(end: ShellEnd, command: string, limitMs: number): string {
  const { code, timedOut, stdout, stderr } = end
  const told = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.trim().slice(0, 200) ?? ''
  const last = told === '' ? 'It printed nothing' : `The last that it printed: ${told}`
  const fix = {
    summary: 'run it in a terminal: it must make one pending order, print its CheckoutRequestID, and end',
    command,
  }
  if (timedOut)
    throw new KnownError(
      'inconclusive',
      'order-command-hangs',
      `The order command did not end within ${formatDuration(limitMs)}. ${last}`,
      { fix },
    )
  if (code !== 0)
    throw new KnownError(
      'inconclusive',
      'order-command-failed',
      `The order command ended with ${code === null ? 'a signal' : `exit code ${code}`}. ${last}`,
      { fix },
    )
  const printed = findPrintedId(stdout)
  if (printed.kind === 'found') return printed.id
  throw usageError(
    'order-command-id',
    printed.kind === 'several'
      ? 'The order command printed several CheckoutRequestIDs; which one is the new order?'
      : `The order command printed no CheckoutRequestID. ${last}`,
    fix,
  )
}
