import { KnownError } from '../core/errors.ts'
import { createDeps } from './create-deps.ts'
import { exitCodes } from './exit-codes.ts'
import { main } from './main.ts'

/** Called by bin/mpesa-doctor.cjs, which alone sets the exit code. */
export async function run(argv: readonly string[], version: string): Promise<number> {
  try {
    return await main(argv, createDeps(version))
  } catch (error) {
    // Before there is anything to run with, this is all that can be said.
    if (!(error instanceof KnownError)) throw error
    process.stderr.write(
      `mpesa-doctor: ${error.message}\n${error.fix === undefined ? '' : `  fix: ${error.fix.summary}\n`}`,
    )
    return exitCodes.usage.code
  }
}
