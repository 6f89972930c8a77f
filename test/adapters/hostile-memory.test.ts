import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startHostileServer } from '../helpers/hostile-server.ts'
import { type Behaviour, hostileHttp, hostileTls } from '../helpers/hostile-servers.ts'
import { makeProject } from '../helpers/run-cli.ts'
import { bundleCli, type SpawnedCli } from '../helpers/spawn-cli.ts'

const mostMegabytes = 100
/** What a server may cost beyond one that behaves; most of it is how lazily Node collects. */
const mostGrowth = 20

let cli: SpawnedCli
beforeAll(async () => {
  cli = await bundleCli()
})
afterAll(() => cli?.remove())

/** Says at the end how much memory the process ever held. On Linux `maxRSS` begins with that of the process that forked. */
const reporter = `
const { readFileSync } = require('node:fs')
const peak = () => {
  try {
    return /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]
  } catch {
    return process.resourceUsage().maxRSS
  }
}
process.on('exit', () => process.stderr.write('peak=' + peak() + '\\n'))
`

async function peakMegabytes(behaviour: Behaviour, scheme = 'http'): Promise<number> {
  const server = await startHostileServer(behaviour)
  onTestFinished(server.close)
  const project = makeProject({})
  const script = join(project, 'reporter.cjs')
  writeFileSync(script, reporter)
  const { ended } = cli.start(
    ['probe', `${scheme}://127.0.0.1:${server.endpoint.port}/callback`, '--skip', 'url', '--budget', '1s', '--json'],
    {
      cwd: project,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_OPTIONS: `--require ${script}` },
    },
  )
  const { code, stderr, stdout } = await ended
  expect([0, 1]).toContain(code)
  expect(stdout.length).toBeLessThan(100_000)
  return Number(/peak=(\d+)/.exec(stderr)?.[1]) / 1_024
}

describe('the memory of a whole probe', () => {
  it('stays small whatever a server sends', async () => {
    const peaks: Record<string, number> = {}
    for (const name of [
      'answers before the request',
      'sends a body without end',
      'sends chunks without end',
      'sends ten gigabytes',
      'sends headers without end',
      'sends a header without end',
      'sends 100 Continue without end',
      'sends a chunk size without end',
      'sends a bomb in gzip',
      'speaks gibberish without end',
    ] as const)
      peaks[name] = await peakMegabytes(hostileHttp[name])
    for (const name of ['sends records without end', 'sends an alert without end'] as const)
      peaks[name] = await peakMegabytes(hostileTls[name], 'https')
    const quiet = peaks['answers before the request'] ?? Number.NaN
    const loud = Object.entries(peaks).filter(([, peak]) => peak > mostMegabytes || peak > quiet + mostGrowth)
    expect({ loud, quiet: quiet > 20 }).toEqual({ loud: [], quiet: true })
  })
})
