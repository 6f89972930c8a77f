/** Every exit code and what it promises; `--help`, the README and the tests read this table. */
export const exitCodes = {
  ok: { code: 0, meaning: 'everything asked for ran, no error (warnings allowed)' },
  problem: { code: 1, meaning: 'at least one error was found, or an expectation was not met' },
  usage: { code: 2, meaning: 'bad command line or configuration' },
  inconclusive: { code: 3, meaning: 'no error found, but something asked for by name could not be checked' },
  timedOut: { code: 4, meaning: '--timeout or --wait elapsed while still pending' },
  conflict: { code: 5, meaning: 'the env file is locked or changed under us, a port is taken, a tunnel domain in use' },
  warnings: { code: 7, meaning: 'with --strict: no error, at least one warning' },
  internal: { code: 70, meaning: 'a check or the program crashed' },
  interrupted: { code: 130, meaning: 'interrupted by Ctrl-C before the work was done' },
  terminated: { code: 143, meaning: 'ended by SIGTERM before the work was done' },
} as const

export type ExitName = keyof typeof exitCodes

// Several at once: the first of these that applies.
const precedence = ['internal', 'usage', 'problem', 'conflict', 'timedOut', 'inconclusive', 'warnings'] as const

/** The one exit code for everything that applies. */
export function exitCodeFor(applying: Iterable<ExitName>): number {
  const names = new Set(applying)
  if (names.has('interrupted')) return exitCodes.interrupted.code
  if (names.has('terminated')) return exitCodes.terminated.code
  return exitCodes[precedence.find((name) => names.has(name)) ?? 'ok'].code
}
