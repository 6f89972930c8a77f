import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { ClockPort } from '../../src/core/ports.ts'
import { ordinaryPort } from '../helpers/app-process.ts'
import { makeProject, runCli } from '../helpers/run-cli.ts'
import {
  callback,
  content,
  launchTunnel,
  linesOf,
  makeTunnelProject,
  path,
  quickClock,
  runTunnel,
  startEdge,
  startTunnel,
} from '../helpers/tunnel-run.ts'

/** Serves on PORT, writes down what it was started with and how it was ended. */
const app = `
const { writeFileSync } = require('node:fs')
const { MPESA_CALLBACK_URL, PORT } = process.env
const server = require('node:http').createServer((request, response) => {
  request.resume()
  request.on('end', () => response.setHeader('Content-Type', 'application/json').end('{"ResultCode":0}'))
})
server.listen(Number(process.argv[2]), '127.0.0.1')
writeFileSync('started.json', JSON.stringify({ MPESA_CALLBACK_URL, PORT, pid: process.pid }))
process.on('SIGINT', () => {
  writeFileSync('ended.txt', 'SIGINT')
  process.exit(7)
})
`

/** Patience with programs is short here, and as long as it is with everything else. */
const hastyClock: ClockPort = {
  ...quickClock,
  sleep: (ms, signal) => quickClock.sleep(ms === 8_000 || ms === 4_000 ? 50 : ms, signal),
}

function fileAppears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(file), () => look())
    const look = (): void => {
      if (!existsSync(file) || readFileSync(file, 'utf8') === '') return
      watcher.close()
      resolve()
    }
    look()
  })
}

/** Also one that is dead and whose parent has not asked for it yet counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync('/proc/self') === false
  }
}

async function makeCommandProject() {
  const project = makeTunnelProject()
  writeFileSync(join(project.cwd, 'app.cjs'), app)
  const started = () => JSON.parse(readFileSync(join(project.cwd, 'started.json'), 'utf8'))
  return { ...project, started, port: String(await ordinaryPort()) }
}

describe('tunnel -- <command>', () => {
  it('runs the command with the URL, touches no file, and ends with its exit code', async () => {
    const [edge, project] = [await startEdge(), await makeCommandProject()]
    const argv = [project.port, '--json', '--', process.execPath, 'app.cjs', project.port]
    const running = await startTunnel(edge, argv, { cwd: project.cwd, variables: { PORT: '1234' } })
    const { MPESA_CALLBACK_URL, PORT, pid } = project.started()
    expect(MPESA_CALLBACK_URL).toBe(`${edge.url}${path}?x=1`)
    expect(PORT).toBe(process.env.PORT)
    expect(project.read()).toBe(content)
    expect(await edge.exchange(callback())).toContain('200 OK')
    const result = await running.stop()
    expect(result.exitCode).toBe(7)
    expect(readFileSync(join(project.cwd, 'ended.txt'), 'utf8')).toBe('SIGINT')
    expect(isAlive(pid)).toBe(false)
    expect(edge.isBound).toBe(false)
    expect(linesOf(result).filter(({ type }) => type === 'tunnel.ready')).toMatchObject([{ app: { status: 200 } }])
  })

  it('ends when the command does, and takes what that left running with it', async () => {
    const [edge, project] = [await startEdge(), await makeCommandProject()]
    const script = `${process.execPath} app.cjs ${project.port} & until [ -s started.json ]; do sleep 0.05; done; exit 3`
    const result = await runTunnel(edge, [project.port, '--json', '--', 'sh', '-c', script], { cwd: project.cwd })
    expect(result.exitCode).toBe(3)
    await vi.waitFor(() => expect(isAlive(project.started().pid)).toBe(false))
    expect(edge.isBound).toBe(false)
  })

  it('ends a command that does not want to', async () => {
    const [edge, project] = [await startEdge(), await makeCommandProject()]
    const stubborn = "trap '' INT TERM; while :; do sleep 0.05; done"
    const running = launchTunnel(edge, [project.port, '--json', '--', 'sh', '-c', `echo $$ > pid; ${stubborn}`], {
      cwd: project.cwd,
      ports: { clock: hastyClock },
    })
    await fileAppears(join(project.cwd, 'pid'))
    expect((await running.stop()).exitCode).toBe(137)
    expect(isAlive(Number(readFileSync(join(project.cwd, 'pid'), 'utf8')))).toBe(false)
  })

  it('refuses a program that is not there, and leaves nothing open', async () => {
    const [edge, project] = [await startEdge(), await makeCommandProject()]
    const result = await runTunnel(edge, [project.port, '--', 'no-such-program-of-amina'], { cwd: project.cwd })
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain('no-such-program-of-amina')
    expect(edge.isBound).toBe(false)
  })

  it('needs no env file where this shell has the URL', async () => {
    const [edge, port] = [await startEdge(), String(await ordinaryPort())]
    const cwd = makeProject({ 'app.cjs': app })
    const running = await startTunnel(edge, [port, '--json', '--', process.execPath, 'app.cjs', port], {
      cwd,
      variables: { MPESA_CALLBACK_URL: 'https://old.example/mpesa' },
    })
    expect(JSON.parse(readFileSync(join(cwd, 'started.json'), 'utf8')).MPESA_CALLBACK_URL).toBe(`${edge.url}/mpesa`)
    await running.stop()
    expect(existsSync(join(cwd, '.env'))).toBe(false)
  })

  it('prints NAME=URL in front of it, if that is asked for', async () => {
    const [edge, project] = [await startEdge(), await makeCommandProject()]
    const script = 'echo "$MPESA_CALLBACK_URL" > seen'
    const argv = [project.port, '--print', '--', 'sh', '-c', script]
    const result = await runTunnel(edge, argv, { cwd: project.cwd })
    expect(result.exitCode).toBe(0)
    const url = readFileSync(join(project.cwd, 'seen'), 'utf8').trim()
    expect(url).toMatch(/^https:/)
    expect(result.stdout).toBe(`MPESA_CALLBACK_URL=${url}\n`)
    expect(project.read()).toBe(content)
    const silent = await runTunnel(edge, [project.port, '--', 'sh', '-c', 'true'], { cwd: project.cwd })
    expect(silent.stdout).not.toContain('MPESA_CALLBACK_URL=')
  })

  it('is refused by commands that run nothing', async () => {
    expect((await runCli(['list', '--', 'node', 'app.js'])).exitCode).toBe(2)
  })
})
