import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, Socket } from 'node:net'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createNodeProcesses } from '../../src/adapters/processes-node.ts'
import { makeTree } from '../checks/env-precedence/make-tree.ts'

const program = `
const server = require('node:net').createServer().listen(Number(process.argv[1]), process.argv[2], () => {
  console.log(String(server.address().port))
})
`

async function startServer(
  host: string,
  cwd: string,
): Promise<{ readonly pid: number; readonly port: number; end(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', program, '0', host], { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  onTestFinished(end)
  const [line] = await once(createInterface(child.stdout), 'line')
  return { pid: child.pid ?? 0, port: Number(line), end }
}

describe.skipIf(process.platform !== 'linux')('who listens on a port of this machine', () => {
  const processes = createNodeProcesses('linux')

  it.each([['127.0.0.1'], ['::'], ['0.0.0.0']])('is found behind %s', async (host) => {
    const before = Date.now()
    const folder = makeTree({})
    const { pid, port, end } = await startServer(host, folder)
    const found = await processes.listeningOn(port)
    expect(found).toEqual({
      kind: 'found',
      pid,
      program: basename(process.execPath),
      startedMs: expect.any(Number),
      folder,
    })
    if (found.kind !== 'found') throw new Error('not found')
    // The kernel counts start times in hundredths of a second.
    expect(found.startedMs).toBeGreaterThan(before - 100)
    expect(found.startedMs).toBeLessThan(Date.now() + 100)
    await end()
    expect(await processes.listeningOn(port)).toEqual({ kind: 'none' })
  })

  it('is not this process', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    expect(await processes.listeningOn((server.address() as AddressInfo).port)).toEqual({ kind: 'none' })
  })

  it('is nobody where a connection only passes through', async () => {
    const { port } = await startServer('127.0.0.1', makeTree({}))
    const socket = new Socket()
    socket.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const own = socket.localPort ?? 0
    expect(await processes.listeningOn(own)).toEqual({ kind: 'none' })
    socket.destroy()
  })
})

it.each([['darwin'], ['win32'], ['freebsd']] as const)('nobody is asked on %s', async (platform) => {
  expect(await createNodeProcesses(platform).listeningOn(80)).toEqual({ kind: 'unsupported' })
})
