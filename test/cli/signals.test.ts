import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startHostileServer } from '../helpers/hostile-server.ts'
import { envFile, makeProject } from '../helpers/run-cli.ts'
import { bundleCli, type SpawnedCli } from '../helpers/spawn-cli.ts'

/** A process whose standard streams can be played with, and whose end is told by signals. */
describe.skipIf(process.platform === 'win32')('the process', { timeout: 30_000 }, () => {
  let cli: SpawnedCli
  beforeAll(async () => {
    cli = await bundleCli()
  })
  afterAll(() => cli.remove())

  /** A server that never answers; `asked` resolves when somebody waits for it. */
  async function startSilence() {
    let onRequest: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      onRequest = resolve
    })
    const server = await startHostileServer((socket) => void socket.once('data', () => onRequest()))
    onTestFinished(server.close)
    return { url: server.url(), asked }
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('ends at once on %s with %i and prints no half report', async (signal, expected) => {
    const { url, asked } = await startSilence()
    const { child, ended } = cli.start(['probe', url, '--json', '--budget', '25s'], { cwd: makeProject({}) })
    await asked
    child.kill(signal)
    const { code, stdout, stderr } = await ended
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    expect(stderr).not.toMatch(/crashed|\n\s+at /)
  })

  it('obeys --timeout with 4 and a report of what was done', async () => {
    const { url } = await startSilence()
    const argv = ['probe', url, '--skip', 'url', '--json', '--budget', '25s', '--timeout', '1s']
    const { code, stdout } = await cli.start(argv, { cwd: makeProject({}) }).ended
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 4 })
  })

  it('ends when its work is done, though the server keeps its connection open', async () => {
    const server = await startHostileServer(
      (socket) => void socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    )
    onTestFinished(server.close)
    const { code } = await cli.start(['probe', server.url(), '--skip', 'url'], { cwd: makeProject({}) }).ended
    expect(code).toBe(0)
  })

  it.each([
    [['list', '--json'], 0],
    [['--help'], 0],
    [['check-env'], 1],
    [['demo', '--list-faults'], 0],
  ])('says nothing of a reader that went away: %j', async (argv, expected) => {
    const { child, ended } = cli.start(argv, { cwd: makeProject({}) })
    child.stdout?.destroy()
    const { code, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' })
  })

  it('runs with its streams closed', async () => {
    const project = makeProject({ '.env': envFile() })
    const { child } = cli.start(['check-env'], { cwd: project, stdio: 'ignore' })
    expect((await once(child, 'close'))[0]).toBe(0)
    const [program] = cli.start(['--version']).child.spawnargs.slice(1)
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${program}" check-env >&- 2>&- <&-`], { cwd: project })
    expect((await once(shell, 'close'))[0]).toBe(0)
  })

  it('passes everything through a pipe that is read slowly', async () => {
    const { child, ended } = cli.start(['list', '--json'])
    child.stdout?.pause()
    await once(child.stdout as NodeJS.ReadableStream, 'readable')
    child.stdout?.resume()
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toBeInstanceOf(Array)
  })
})
