import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../helpers/hostile-server.ts'
import { bundleCli, type SpawnedCli } from '../helpers/spawn-cli.ts'
import { content, makeTunnelProject, path, startApp } from '../helpers/tunnel-run.ts'
import { suiteName } from './find-program.ts'
import { clientConfig, type SshServer, ssh, sshd, startServer } from './ssh-server.ts'

const isSkipped = sshd === null || ssh === null
let cli: SpawnedCli
beforeAll(async () => {
  if (!isSkipped) cli = await bundleCli()
})
afterAll(() => cli?.remove())

/** The system's `ssh` with a configuration that knows the server; the command takes the first on PATH. */
function programs(server: SshServer): string {
  const folder = join(server.folder, 'bin')
  mkdirSync(folder)
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec '${ssh}' -F '${clientConfig(server)}' "$@"\n`)
  chmodSync(join(folder, 'ssh'), 0o755)
  return folder
}

async function startTunnel() {
  const [server, port, app, project] = [await startServer(), await freePort(), await startApp(), makeTunnelProject()]
  const url = `http://127.0.0.1:${port}`
  const process_ = cli.start(
    [
      ...['tunnel', app.port, '--via', 'ssh', '--ssh-host', `${userInfo().username}@127.0.0.1:${server.port}`],
      ...['--ssh-remote', `127.0.0.1:${port}`, '--url', url],
    ],
    {
      cwd: project.cwd,
      env: { PATH: `${programs(server)}:${process.env.PATH}`, HOME: server.folder, LANG: 'C.UTF-8' },
    },
  )
  await process_.printed('Ready in')
  const clients = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(`-p ${server.port} -R`))
  return { cli: process_, url, app, project, clients }
}

const post = async (url: string) =>
  (await fetch(`${url}${path}`, { method: 'POST', body: '{}', headers: { connection: 'close' } })).text()

describe.skipIf(isSkipped)(
  suiteName('tunnel --via ssh through a real sshd', ssh === null ? null : sshd, 'sshd', 'SSHD'),
  () => {
    it('proves the round trip, brings callbacks, and leaves nothing after Ctrl-C', async () => {
      const { cli: running, url, project, clients } = await startTunnel()
      expect(project.read()).toBe(content.replace('https://old.ngrok-free.dev', url))
      expect(await post(url)).toContain(`app got POST ${path}`)
      expect(clients()).toHaveLength(1)
      running.child.kill('SIGINT')
      expect(await running.ended).toMatchObject({ code: 0 })
      expect(project.read()).toBe(content)
      expect(clients()).toEqual([])
      await expect(post(url)).rejects.toThrow()
    })

    it('takes its ssh along when it is killed outright; --restore puts the file back', async () => {
      const { cli: running, url, project, clients } = await startTunnel()
      running.child.kill('SIGKILL')
      await running.ended
      await expect.poll(clients, { timeout: 5_000 }).toEqual([])
      await expect.poll(() => post(url).catch(() => 'gone')).toBe('gone')
      expect(project.read()).toContain(url)
      const restoring = cli.start(['tunnel', '--restore'], { cwd: project.cwd })
      expect(await restoring.ended).toMatchObject({ code: 0 })
      expect(readFileSync(join(project.cwd, '.env'), 'utf8')).toBe(content)
    })
  },
)
