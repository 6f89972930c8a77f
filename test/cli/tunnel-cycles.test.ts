import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { callback, content, makeTunnelProject, startApp, startEdge, startTunnel, tidy } from '../helpers/tunnel-run.ts'

const CYCLES = Number(process.env.MPESA_DOCTOR_CYCLES ?? 50)
const atOnce = 5

/** What this thread holds open of sockets, servers and children. */
function resources(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => /^(?:TCP|TLS|Pipe|Process)/.test(name))
}

const descriptors = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)

/** Opens, is used, drops, comes back, is used, and closes. */
async function cycle(port: string): Promise<void> {
  const [edge, project] = [await startEdge(), makeTunnelProject()]
  const running = await startTunnel(edge, [port, '--json'], { cwd: project.cwd })
  expect(await edge.exchange(callback())).toContain('app got POST')
  edge.drop()
  await running.printed('"tunnel.back"')
  expect(await edge.exchange(callback())).toContain('app got POST')
  const { exitCode } = await running.stop()
  expect({ exitCode, left: project.read(), files: project.files() }).toEqual({
    exitCode: 0,
    left: content,
    files: tidy,
  })
  expect(edge.isBound).toBe(false)
  await edge.front.close()
  await edge.close()
}

describe('a tunnel that is opened again and again', () => {
  it(`leaves no socket, no child and no change behind, in ${CYCLES} cycles`, {
    timeout: 60_000 + CYCLES * 5_000,
  }, async () => {
    const { port } = await startApp()
    const inTurn = async (cycles: number): Promise<void> => {
      for (let done = 0; done < cycles; done++) await cycle(port)
    }
    // What the library of ngrok keeps for the life of the process is there after the first.
    await Promise.all(Array.from({ length: atOnce }, () => inTurn(1)))
    const before = { names: resources(), descriptors: descriptors() }
    await Promise.all(Array.from({ length: atOnce }, () => inTurn(Math.ceil(CYCLES / atOnce) - 1)))
    expect(resources()).toEqual(before.names)
    expect(descriptors()).toBeLessThanOrEqual(before.descriptors + 2)
  })
})
