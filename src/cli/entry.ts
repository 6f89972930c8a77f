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
  } finally {
    leaveLookupsBehind()
  }
}

const graceMs = 250

/** A question to a name server that does not answer cannot be taken back, and would keep the process for seconds more. */
function leaveLookupsBehind(): void {
  if (!process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) return
  const leave = (): void => {
    const isWriting = process.stdout.writableLength + process.stderr.writableLength > 0
    if (isWriting) setTimeout(leave, graceMs).unref()
    else process.exit()
  }
  setTimeout(leave, graceMs).unref()
}
