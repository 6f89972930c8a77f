import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TunnelDeps } from '../../src/cli/deps.ts'
import { freePort } from '../helpers/hostile-server.ts'
import type { NgrokEdgeOptions } from '../helpers/ngrok-edge.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import {
  callback,
  content,
  launchTunnel,
  linesOf,
  makeTunnelProject,
  path,
  runTunnel,
  startApp,
  startEdge,
  startTunnel,
  tidy,
  token,
  tunnelDeps,
} from '../helpers/tunnel-run.ts'

describe('tunnel', () => {
  it('rewrites the env file, brings callbacks to the app, and puts every byte back on Ctrl-C', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [port], { cwd: project.cwd })
    expect(project.read()).toBe(content.replace('https://old.ngrok-free.dev', edge.url))
    expect(await edge.exchange(callback())).toContain(`app got POST ${path}`)
    const { exitCode, stdout, stderr } = await running.stop()
    expect(exitCode).toBe(0)
    expect(project.read()).toBe(content)
    expect(project.files()).toEqual(tidy)
    expect(edge.calls.map(({ name }) => name)).toContain('unbind')
    expect(stdout).toContain(edge.url)
    expect(stderr).toContain(`${edge.url} → http://127.0.0.1:${port}`)
    expect(stdout + stderr).not.toContain(token)
  })

  it.each(['SIGTERM', 'SIGHUP'])('puts the file back on %s, too', async (signal) => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [port], { cwd: project.cwd })
    await running.stop(signal)
    expect(project.read()).toBe(content)
  })

  it('prints one JSON object a line and nothing else', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [port, '--json'], { cwd: project.cwd })
    edge.drop()
    await running.printed('"tunnel.back"')
    expect(await edge.exchange(callback())).toContain('app got POST')
    const result = await running.stop()
    expect({ exitCode: result.exitCode, stderr: result.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(linesOf(result)).toMatchObject([
      {
        type: 'env-file.changed',
        file: '.env',
        changes: [{ key: 'MPESA_CALLBACK_URL', line: 7, after: `${edge.url}${path}?x=1` }],
      },
      {
        type: 'tunnel.ready',
        url: edge.url,
        provider: 'ngrok',
        target: `http://127.0.0.1:${port}`,
        keys: { MPESA_CALLBACK_URL: `${edge.url}${path}?x=1` },
        roundTripMs: expect.any(Number),
        app: { status: 200, ms: expect.any(Number) },
        inbox: join('.mpesa-doctor', 'inbox'),
      },
      { type: 'tunnel.dropped' },
      { type: 'tunnel.back' },
      { type: 'callback.arrived', number: 1 },
      { type: 'callback.answered', number: 1, answer: { status: 200 }, findings: [] },
      { type: 'env-file.restored', key: 'MPESA_CALLBACK_URL', outcome: 'restored' },
    ])
  })

  it('takes the port from the env file, and warns if nothing listens there', async () => {
    const port = await freePort()
    const [edge, project] = [await startEdge(), makeTunnelProject(content.replace('PORT=5000', `PORT=${port}`))]
    const running = await startTunnel(edge, ['--json'], { cwd: project.cwd })
    const lines = linesOf(await running.stop())
    expect(lines.find(({ type }) => type === 'tunnel.ready')).toMatchObject({ target: `http://127.0.0.1:${port}` })
    expect(lines.find(({ type }) => type === 'warning')).toMatchObject({ text: expect.stringContaining(String(port)) })
  })

  it('finds an app that listens on IPv6 only', async () => {
    const [edge, { port }, project] = [await startEdge(), await startApp('::1'), makeTunnelProject()]
    const running = await startTunnel(edge, [port], { cwd: project.cwd })
    expect(await edge.exchange(callback())).toContain(`app got POST ${path}`)
    expect((await running.stop()).stderr).not.toContain('nothing listens')
  })

  it('asks for the domain that it was given', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const running = await startTunnel(edge, ['5000', '--domain', 'duka.ngrok.app'], { cwd: project.cwd })
    expect((await edge.called('bind')).request).toMatchObject({ Opts: { Domain: 'duka.ngrok.app' } })
    expect((await running.stop()).exitCode).toBe(0)
  })

  it('rewrites the variables that --key names, each with its own path', async () => {
    const two =
      'A_URL=https://old.example.dev/a\nB_URL=https://old.example.dev/b?c=d\nMPESA_CALLBACK_URL=https://x.dev/y\n'
    const [edge, project] = [await startEdge(), makeTunnelProject(two)]
    const running = await startTunnel(edge, ['5000', '--key', 'A_URL', '--key', 'B_URL'], { cwd: project.cwd })
    expect(project.read()).toBe(`A_URL=${edge.url}/a\nB_URL=${edge.url}/b?c=d\nMPESA_CALLBACK_URL=https://x.dev/y\n`)
    await running.stop()
    expect(project.read()).toBe(two)
  })

  it('rewrites the variable that the config file maps', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject('DARAJA_CB=https://x.dev/y\n')]
    writeFileSync(
      join(project.cwd, 'mpesa-doctor.config.json'),
      '{ "variables": { "MPESA_CALLBACK_URL": "DARAJA_CB" } }',
    )
    const running = await startTunnel(edge, ['5000'], { cwd: project.cwd })
    expect(project.read()).toBe(`DARAJA_CB=${edge.url}/y\n`)
    await running.stop()
  })

  it('leaves what somebody else wrote meanwhile', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const running = await startTunnel(edge, ['5000', '--json'], { cwd: project.cwd })
    const theirs = project.read().replace(edge.url, 'https://theirs.dev')
    writeFileSync(join(project.cwd, '.env'), theirs)
    await running.printed('"env-file.strayed"')
    const result = await running.stop()
    expect(result.exitCode).toBe(5)
    expect(linesOf(result).at(-1)).toMatchObject({ outcome: 'changed' })
    expect(project.read()).toBe(theirs)
  })
})

describe('tunnel that writes less', () => {
  it.each(['--print', '--no-write'])('%s gives NAME=URL and leaves the file alone', async (option) => {
    const [edge, { port }, project] = [await startEdge(), await startApp(), makeTunnelProject()]
    const running = await startTunnel(edge, [port, option], { cwd: project.cwd })
    expect(await edge.exchange(callback())).toContain('app got POST')
    expect(project.read()).toBe(content)
    const { exitCode, stdout } = await running.stop()
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `MPESA_CALLBACK_URL=${edge.url}${path}?x=1\n` })
    expect(project.files()).toEqual(tidy)
  })

  it('--keep leaves the new URL', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const running = await startTunnel(edge, ['5000', '--keep'], { cwd: project.cwd })
    const { exitCode } = await running.stop()
    expect(exitCode).toBe(0)
    expect(project.read()).toBe(content.replace('https://old.ngrok-free.dev', edge.url))
    expect((await runCli(['tunnel', '--restore'], { cwd: project.cwd, tunnel: tunnelDeps(edge) })).exitCode).toBe(0)
    expect(project.read()).toContain(edge.url)
  })

  it('--dry-run shows the change, opens nothing and writes nothing', async () => {
    const project = makeTunnelProject()
    // No tunnel is allowed here: the helper refuses it.
    const { exitCode, stdout, stderr } = await runCli(['tunnel', '5000', '--dry-run'], { cwd: project.cwd })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('old.ngrok-free.dev')
    expect(stdout).toMatch(/^\.env:7 {2}MPESA_CALLBACK_URL {2}\S+ → https:/)
    expect(stderr).toContain('5000')
    expect(project.read()).toBe(content)
    expect(project.files()).toEqual(['.env'])
  })
})

describe('tunnel --restore', () => {
  it('puts back what a killed tunnel left behind, once', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const journal = join(project.cwd, '.mpesa-doctor', 'tunnel-journal.json')
    const running = await startTunnel(edge, ['5000'], { cwd: project.cwd })
    const [left, record] = [project.read(), readFileSync(journal, 'utf8')]
    await running.stop()
    // As a process leaves things that was killed: its id belongs to nobody now.
    writeFileSync(join(project.cwd, '.env'), left)
    writeFileSync(journal, record.replaceAll(/"pid": ?\d+/g, '"pid": 4194999'))
    const restore = () => runCli(['tunnel', '--restore', '--json'], { cwd: project.cwd, tunnel: tunnelDeps(edge) })
    const first = await restore()
    expect(first.exitCode).toBe(0)
    expect(linesOf(first)).toMatchObject([
      { type: 'env-file.restored', place: expect.stringContaining('.env'), outcome: 'restored' },
    ])
    expect(project.read()).toBe(content)
    expect(await restore()).toMatchObject({ exitCode: 0, stdout: '' })
    expect(project.read()).toBe(content)
  })
})

describe('tunnel refuses', () => {
  const noToken: Pick<TunnelDeps, 'authtoken'> = {
    authtoken: async () => ({ token: null, looked: ['/home/amina/.config/ngrok/ngrok.yml'] }),
  }

  it.each([[[]], [['--print']], [['--json']]])('without an authtoken, with the way to one: %j', async (more) => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const tunnel = { ...tunnelDeps(edge), ...noToken }
    const { exitCode, stdout, stderr } = await runTunnel(edge, ['5000', ...more], { cwd: project.cwd, tunnel })
    expect(exitCode).toBe(3)
    expect(stdout.split('\n').every((line) => line === '' || JSON.parse(line).type === 'warning')).toBe(true)
    expect(stderr).toContain('NGROK_AUTHTOKEN')
    expect(stderr).toContain('https://dashboard.ngrok.com')
    expect(edge.calls).toEqual([])
    expect(project.read()).toBe(content)
  })

  it.each<[string, NonNullable<NgrokEdgeOptions['refuse']>, number]>([
    ['a bad authtoken', { auth: 'The token $TOKEN is refused.\r\n\r\nERR_NGROK_107\r\n' }, 3],
    ['a bad authtoken without a code', { auth: 'The token $TOKEN is refused.' }, 3],
    ['a domain that is in use', { bind: 'already online\r\n\r\nERR_NGROK_334\r\n' }, 5],
    ['a domain of somebody else', { bind: 'not yours\r\n\r\nERR_NGROK_313\r\n' }, 2],
    ['too many tunnels', { auth: 'limited\r\n\r\nERR_NGROK_108\r\n' }, 3],
  ])('%s, never repeating the token', async (_, refuse, expected) => {
    const [edge, project] = [await startEdge({ refuse }), makeTunnelProject()]
    for (const more of [[], ['--json'], ['-v'], ['--print']]) {
      const { exitCode, stdout, stderr } = await runTunnel(edge, ['5000', ...more], { cwd: project.cwd })
      expect(exitCode).toBe(expected)
      expect(stdout + stderr).not.toContain(token)
      expect(stderr).toMatch(/^mpesa-doctor: |\nmpesa-doctor: /)
      expect(stderr).not.toMatch(/crashed|\n\s+at /)
    }
    expect(project.read()).toBe(content)
    expect(project.files().filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  it('a file that another tunnel holds', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const running = await startTunnel(edge, ['5000'], { cwd: project.cwd })
    const { exitCode, stderr } = await runTunnel(edge, ['5001'], { cwd: project.cwd })
    expect(exitCode).toBe(5)
    expect(stderr).toContain('.env')
    await running.stop()
    expect(project.read()).toBe(content)
  })

  it.each<[string, string, readonly string[], string]>([
    ['to guess the port', envFile(), [], 'mpesa-doctor tunnel 5000'],
    ['a port that is none', content, ['http'], 'http'],
    ['port 0', content, ['0'], '0'],
    ['port 65536', content, ['65536'], '65536'],
    ['a file without the variable', 'PORT=5000\n', [], 'MPESA_CALLBACK_URL'],
    ['a value that is no URL', 'PORT=5000\nMPESA_CALLBACK_URL=later\n', [], 'MPESA_CALLBACK_URL'],
    ['a value without a route', 'PORT=5000\nMPESA_CALLBACK_URL=https://duka.co.ke\n', [], 'MPESA_CALLBACK_URL'],
  ])('%s', async (_, text, argv, word) => {
    for (const more of [[], ['--dry-run']]) {
      const [edge, project] = [await startEdge(), makeTunnelProject(text)]
      const { exitCode, stdout, stderr } = await runTunnel(edge, [...argv, ...more], { cwd: project.cwd })
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(word)
      expect(project.read()).toBe(text)
      expect(edge.calls).toEqual([])
    }
  })

  it('a folder without an env file', async () => {
    const edge = await startEdge()
    const { exitCode } = await runTunnel(edge, ['5000'], { cwd: makeProject({}) })
    expect(exitCode).toBe(2)
    expect(edge.calls).toEqual([])
  })

  it('to contact ngrok with --offline', async () => {
    const [edge, project] = [await startEdge(), makeTunnelProject()]
    const { exitCode } = await runTunnel(edge, ['5000', '--offline'], { cwd: project.cwd })
    expect(exitCode).toBe(3)
    expect(edge.calls).toEqual([])
    expect(project.read()).toBe(content)
  })

  it('to wait longer than it has to: Ctrl-C while it opens is exit 130', async () => {
    const [edge, project] = [await startEdge({ silent: ['auth'] }), makeTunnelProject()]
    const running = launchTunnel(edge, ['5000'], { cwd: project.cwd })
    await edge.called('auth')
    expect((await running.stop()).exitCode).toBe(130)
    expect(project.read()).toBe(content)
    expect(project.files().filter((name) => name.endsWith('.lock'))).toEqual([])
  })
})
