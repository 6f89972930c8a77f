import type { ClockPort } from '../core/ports.ts'

export interface CommandRequest {
  /** The program and its words; never read by a shell. */
  readonly words: readonly string[]
  readonly folder: string
  /** Set besides those that this process has. */
  readonly variables: Readonly<Record<string, string>>
  /** Its output goes to stderr, because stdout is for programs to read. */
  readonly outputToStderr: boolean
}

/** `code` is what a shell would give: 128 and the number of the signal for a program that was ended by one. */
export interface CommandEnd {
  readonly code: number
}

/** A program in a process group of its own, with everything that it starts. */
export interface RunningCommand {
  readonly pid: number
  /** Resolves when the program is gone, and with it all of its group; never rejects. */
  readonly ended: Promise<CommandEnd>
  /** Sends a signal to the whole group; nothing if it is gone. */
  signal(name: CommandSignal): void
}

export type CommandSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL'

export interface CommandRunner {
  /** Rejects with a `KnownError` if there is no such program, or none that may be run. */
  start(request: CommandRequest): Promise<RunningCommand>
}

/** Servers that finish what they are at get this long after each signal, the last one cannot be refused. */
const patienceMs = { SIGINT: 8_000, SIGTERM: 4_000, SIGKILL: 2_000 } as const
const harder = { SIGINT: ['SIGINT', 'SIGTERM', 'SIGKILL'], SIGTERM: ['SIGTERM', 'SIGKILL'] } as const

/** Ends the program, gently first. Null if even that which cannot be refused did not end it in time. */
export async function endCommand(
  clock: ClockPort,
  command: RunningCommand,
  first: keyof typeof harder,
): Promise<CommandEnd | null> {
  let end: CommandEnd | null = null
  void command.ended.then((value) => {
    end = value
  })
  for (const name of harder[first]) {
    command.signal(name)
    const enough = new AbortController()
    const limit = clock.sleep(patienceMs[name], enough.signal).catch(() => undefined)
    await Promise.race([command.ended, limit])
    enough.abort()
    if (end !== null) break
  }
  return end
}
