import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { type CliOptions, makeProject, runCli } from '../helpers/run-cli.ts'

type Waited = ReportJson & { readonly attempts?: number; readonly durationMs: number }

const acknowledged = JSON.stringify({ ResultCode: 0, ResultDesc: 'Accepted' })

/** An app of which somebody else decides when it starts and how it answers. */
async function startApp(port: number, status: () => number = () => 200): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(status(), { 'content-type': 'application/json' }).end(acknowledged)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
}

/** Takes the first two pauses as over as soon as `onPause` has done what happens meanwhile. */
function clockWithPauses(onPause: (count: number) => Promise<void> | void): ClockPort {
  const pauses = [1_000, 1_500]
  let count = 0
  return {
    ...systemClock,
    async sleep(ms, signal) {
      if (ms !== pauses[count]) return systemClock.sleep(ms, signal)
      await onPause(++count)
      signal.throwIfAborted()
    },
  }
}

/** An hour passes in the first pause. */
function clockThatLeaps(): ClockPort {
  let leaptMs = 0
  return {
    now: () => new Date(systemClock.now().getTime() + leaptMs),
    monotonicMs: () => systemClock.monotonicMs() + leaptMs,
    async sleep(ms, signal) {
      if (ms !== 1_000) return systemClock.sleep(ms, signal)
      leaptMs = 3_600_000
    },
  }
}

async function wait(argv: readonly string[], options: CliOptions = {}) {
  const result = await runCli(['probe', '--json', ...argv], { cwd: makeProject({}), ...options })
  return { ...result, document: (result.stdout === '' ? undefined : JSON.parse(result.stdout)) as Waited | undefined }
}

describe('probe --wait', () => {
  it('is exit 0 as soon as the app answers, with one document and how often it tried', async () => {
    const port = await freePort()
    const clock = clockWithPauses(() => startApp(port))
    const argv = ['--app-url', `http://127.0.0.1:${port}/callback`, '--wait', '60s']
    const { exitCode, document, stderr } = await wait(argv, { ports: { clock } })
    expect({ exitCode, attempts: document?.attempts, root: document?.verdict.rootCause }).toEqual({
      exitCode: 0,
      attempts: 2,
      root: null,
    })
    expect(document?.checks.find(({ id }) => id === 'app-route')?.status).toBe('pass')
    expect(stderr).toMatch(/^waiting: app\/not-listening … \d+ m?s of 60 s\n$/)
  })

  it('says each cause once, and looks at everything anew', async () => {
    const port = await freePort()
    let status = 404
    const clock = clockWithPauses(async (count) => {
      if (count === 1) await startApp(port, () => status)
      else status = 200
    })
    const argv = ['--app-url', `http://127.0.0.1:${port}/callback`, '--wait', '60s']
    const { exitCode, document, stderr } = await wait(argv, { ports: { clock } })
    expect({ exitCode, attempts: document?.attempts }).toEqual({ exitCode: 0, attempts: 3 })
    expect(stderr.match(/(?<=waiting: )\S+/g)).toEqual(['app/not-listening', 'app/route-not-found'])
  })

  it('is exit 4 when the time is up, and tells the last error', async () => {
    const url = `http://127.0.0.1:${await freePort()}/callback`
    const options = { ports: { clock: clockThatLeaps() } }
    const { exitCode, document, stderr } = await wait(['--app-url', url, '--wait', '60s'], options)
    expect({ exitCode, inDocument: document?.exitCode, root: document?.verdict.rootCause }).toEqual({
      exitCode: 4,
      inDocument: 4,
      root: 'app/not-listening',
    })
    expect(stderr).toMatch(/^gave up after .*: app\/not-listening\n$/m)
  })

  it.each(['pretty', 'short', 'junit', 'github', 'sarif', 'markdown', 'tap'])(
    'is exit 4 in %s, too',
    async (format) => {
      const url = `http://127.0.0.1:${await freePort()}/callback`
      const argv = ['probe', '--format', format, '--app-url', url, '--wait', '60s', '-q']
      const ports = { clock: clockThatLeaps() }
      const { exitCode, stdout, stderr } = await runCli(argv, { cwd: makeProject({}), ports })
      expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: '' })
      expect(stdout).toContain('app/not-listening')
    },
  )

  it('takes no longer than that where a server takes the request and stays silent', async () => {
    const silent = await startHostileServer(() => undefined)
    onTestFinished(silent.close)
    const startedAt = performance.now()
    const { exitCode, document, stderr } = await wait([silent.url(), '--skip', 'url', '--wait', '700ms'])
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect({ exitCode, attempts: document?.attempts, root: document?.verdict.rootCause }).toEqual({
      exitCode: 4,
      attempts: 1,
      root: null,
    })
    expect(document?.checks.find(({ id }) => id === 'tcp-connects')?.status).toBe('pass')
    expect(stderr).toMatch(/^gave up after \d+ ms: /m)
    const { stdout } = await runCli(['probe', silent.url(), '--skip', 'url', '--wait', '300ms'], {
      cwd: makeProject({}),
    })
    expect(stdout).toContain('longer --wait')
  })

  it('does not wait for what no time mends', async () => {
    const { exitCode, document, stderr } = await wait(['nonsense', '--wait', '60s'])
    expect({ exitCode, attempts: document?.attempts }).toEqual({ exitCode: 1, attempts: 1 })
    expect(stderr).toMatch(/^not waiting, .*: url\/malformed\n$/)
    const offline = await wait(['https://duka.co.ke/callback', '--offline', '--wait', '60s'])
    expect(offline).toMatchObject({ exitCode: 3, document: { attempts: 1 } })
  })

  it('says nothing of tries where nobody asked for them', async () => {
    const port = await freePort()
    await startApp(port)
    const { exitCode, document } = await wait(['--app-url', `http://127.0.0.1:${port}/callback`])
    expect(exitCode).toBe(0)
    expect(document).not.toHaveProperty('attempts')
  })

  it('ends on Ctrl-C between two tries with 130 and prints no report', async () => {
    let interrupt: (name: string) => void = () => undefined
    const clock = clockWithPauses(() => interrupt('SIGINT'))
    const { exitCode, stdout } = await wait(
      ['--app-url', `http://127.0.0.1:${await freePort()}/callback`, '--wait', '60s'],
      {
        ports: { clock },
        onReady: (signal) => {
          interrupt = signal
        },
      },
    )
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' })
  })

  it('is ended by --timeout with 4 as well, in the midst of a try', async () => {
    const silent = await startHostileServer(() => undefined)
    onTestFinished(silent.close)
    const { exitCode, document } = await wait(['--app-url', silent.url(), '--wait', '60s', '--timeout', '300ms'])
    expect({ exitCode, inDocument: document?.exitCode }).toEqual({ exitCode: 4, inDocument: 4 })
  })

  it.each(['0', '-1', 'soon', '', '5w', '1e3s'])('is exit 2 with the time %j', async (time) => {
    const { exitCode, stdout, stderr } = await wait(['http://127.0.0.1:1/callback', `--wait=${time}`])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('--wait')
  })

  it('takes the time from the environment and from the config file', async () => {
    const url = `http://127.0.0.1:${await freePort()}/callback`
    const variables = { MPESA_DOCTOR_WAIT: '1ms' }
    expect((await wait(['--app-url', url], { variables })).exitCode).toBe(4)
    const cwd = makeProject({ 'mpesa-doctor.config.json': '{ "wait": "1ms" }' })
    expect((await wait(['--app-url', url], { cwd })).exitCode).toBe(4)
  })

  it.each([['diagnose'], ['check-env'], ['tunnel']])('is an option of probe alone, not of %s', async (command) => {
    const { exitCode, stderr } = await runCli([command, '--wait', '5s'], { cwd: makeProject({}) })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--wait')
  })
})
