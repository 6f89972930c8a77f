import { dirname } from 'node:path'
import { startDemo } from '../../../src/demo/start-demo.ts'

/*
 * A process of its own that runs a demo until it is told to end: by SIGINT in order, by SIGKILL without any.
 * Arguments: the temporary folder, the folder of the repository. It writes one line of JSON when the demo runs.
 */

const [tmpdir = '', cwd = ''] = process.argv.slice(2)
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
process.stdout.write('starting\n')

try {
  const demo = await startDemo({ tmpdir, cwd, signal: interrupted.signal })
  process.stdout.write(`${JSON.stringify({ root: dirname(demo.folder), appUrl: demo.appUrl })}\n`)
  const keepAlive = setInterval(() => {}, 60_000)
  interrupted.signal.addEventListener('abort', () => {
    clearInterval(keepAlive)
    demo.stop()
  })
} catch (error) {
  process.exitCode = interrupted.signal.aborted ? 130 : 1
  process.stderr.write(`${error}\n`)
}
