import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { startHostileServer } from './hostile-server.ts'

const source = `
const [port, address] = process.argv.slice(1)
require('node:http')
  .createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.setHeader('Content-Type', 'application/json')
      response.end('{"ResultCode":0,"ResultDesc":"Accepted"}')
    })
  })
  .listen(Number(port), address, () => console.log('listening'))
`

export interface AppProcess {
  readonly pid: number
  readonly port: number
  end(): Promise<void>
}

/** A program of its own that works in a folder and acknowledges every callback: what a developer has running. */
export async function startApp(folder: string, address = '127.0.0.1', wanted?: number): Promise<AppProcess> {
  const port = wanted ?? (await ordinaryPort())
  const child = spawn(process.execPath, ['-e', source, String(port), address], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  onTestFinished(end)
  await once(createInterface(child.stdout), 'line')
  return { pid: child.pid ?? 0, port, end }
}

/** A free port such as people choose, below those that systems hand out. */
export async function ordinaryPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = await startHostileServer(() => undefined, '127.0.0.1', port).catch(() => undefined)
    await server?.close()
    if (server !== undefined) return port
  }
  throw new Error('no free port')
}
