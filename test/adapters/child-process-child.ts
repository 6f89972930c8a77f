import { startProgram } from '../../src/adapters/child-process.ts'

/* Starts a program in a process that is then killed. */
const [file = ''] = process.argv.slice(2)
startProgram({ file, args: [], variables: process.env, onLine: () => undefined })
process.stdout.write('started\n')
