import { run } from '../../src/cli/entry.ts'

/* The program as bin/mpesa-doctor.cjs runs it, from the sources. */
void run(process.argv.slice(2), '0.0.0-test').then((exitCode) => {
  process.exitCode = exitCode
})
