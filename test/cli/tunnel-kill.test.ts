import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ordinaryPort } from '../helpers/app-process.ts'
import { type BundledProgram, bundleProgram } from '../helpers/bundle-program.ts'
import {
  content,
  type Edge,
  makeTunnelProject,
  path,
  startApp,
  startEdge,
  startTunnel,
  tidy,
} from '../helpers/tunnel-run.ts'

let program: BundledProgram

beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'tunnel-child.ts'))
})

afterAll(() => program.remove())

const KILLS = Number(process.env.MPESA_DOCTOR_KILLS ?? 10)

type Project = ReturnType<typeof makeTunnelProject>

interface Spawned {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  output(): string
  printed(text: string): Promise<void>
}

function spawnTunnel(edge: Edge, { cwd }: Project, argv: readonly string[]): Spawned {
  const trustFile = join(dirname(program.path), `${edge.front.port}.pem`)
  writeFileSync(trustFile, edge.trust)
  const separator = argv.includes('--') ? argv.indexOf('--') : argv.length
  const options = [...edge.front.connectTo, '--ngrok-api', 'http://127.0.0.1:9', '--json']
  const child = spawn(
    process.execPath,
    [
      program.path,
      edge.address,
      trustFile,
      import.meta.filename,
      'tunnel',
      ...argv.slice(0, separator),
      ...options,
      ...argv.slice(separator),
    ],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: cwd, LANG: 'C.UTF-8', PORT: '4321' },
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const look of waiting) look()
    })
  const ended = once(child, 'close')
  return {
    child,
    ended,
    output: () => output,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(text)) resolve()
        }
        waiting.add(look)
        look()
        void ended.then(() => reject(new Error(`ended before it printed ${text}: ${output}`)))
      }),
  }
}

const app = `
require('node:fs').writeFileSync('started.json', JSON.stringify({ ...process.env, pid: process.pid }))
require('node:http').createServer((request, response) => {
  request.resume()
  request.on('end', () => response.setHeader('Content-Type', 'application/json').end('{"ResultCode":0}'))
}).listen(Number(process.argv[2]), '127.0.0.1')
`

/** One that is dead and that nobody has asked for yet counts as gone. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

describe('a tunnel in a process of its own', () => {
  it('runs an app with the URL in its environment, and Ctrl-C ends both', async () => {
    const [edge, project, port] = [await startEdge(), makeTunnelProject(), String(await ordinaryPort())]
    writeFileSync(join(project.cwd, 'app.cjs'), app)
    const { child, ended, printed } = spawnTunnel(edge, project, [port, '--', process.execPath, 'app.cjs', port])
    await printed('"tunnel.ready"')
    const { MPESA_CALLBACK_URL, PORT, pid } = JSON.parse(readFileSync(join(project.cwd, 'started.json'), 'utf8'))
    expect({ MPESA_CALLBACK_URL, PORT }).toEqual({ MPESA_CALLBACK_URL: `${edge.url}${path}?x=1`, PORT: '4321' })
    child.kill('SIGINT')
    // Node ends by the signal if nobody handles it: 128 + 2.
    expect(await ended).toEqual([130, null])
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false))
    expect(project.read()).toBe(content)
    expect(edge.isBound).toBe(false)
  })

  it('closes the tunnel and ends by itself when it is told to, with nothing left behind', async () => {
    const [edge, project, { port }] = [await startEdge(), makeTunnelProject(), await startApp()]
    const { child, ended, printed } = spawnTunnel(edge, project, [port])
    await printed('"tunnel.ready"')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(project.read()).toBe(content)
    expect(edge.connections).toBe(0)
  })

  it(`killed at any of ${KILLS} random moments, is put right by the next one`, {
    timeout: 60_000 + KILLS * 10_000,
  }, async () => {
    const [edge, { port }] = [await startEdge(), await startApp()]
    const seen = { old: 0, new: 0 }
    for (let round = 0; round < KILLS; round++) {
      const project = makeTunnelProject()
      const command = round % 3 === 2
      const appPort = command ? String(await ordinaryPort()) : port
      writeFileSync(join(project.cwd, 'app.cjs'), app)
      const words = command ? ['--', process.execPath, 'app.cjs', appPort] : []
      const { child, ended } = spawnTunnel(edge, project, [appPort, ...words])
      setTimeout(() => child.kill('SIGKILL'), 150 + Math.random() * 1_200)
      await ended
      const left = project.read()
      expect([content, content.replace('https://old.ngrok-free.dev', edge.url)]).toContain(left)
      seen[left === content ? 'old' : 'new']++
      const started = join(project.cwd, 'started.json')
      if (existsSync(started) && readFileSync(started, 'utf8') !== '') {
        const { pid } = JSON.parse(readFileSync(started, 'utf8'))
        await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5_000 })
      }
      const next = await startTunnel(edge, [port, '--json'], { cwd: project.cwd })
      expect(project.read()).toBe(content.replace('https://old.ngrok-free.dev', edge.url))
      expect((await next.stop()).exitCode).toBe(0)
      expect(project.read()).toBe(content)
      expect(
        project.files().filter((name) => !['app.cjs', 'started.json', '.cache', '.config'].includes(name)),
      ).toEqual(tidy)
    }
    // Both sides of the change were met.
    if (KILLS >= 10) expect(Math.min(seen.old, seen.new)).toBeGreaterThan(0)
  })
})
