import { createDeps } from './create-deps.ts'
import { main } from './main.ts'

/** Called by bin/mpesa-doctor.cjs, which alone sets the exit code. */
export function run(argv: readonly string[], version: string): Promise<number> {
  return main(argv, createDeps(version))
}
