import { delimiter } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import type { TunnelDeps } from '../../src/cli/deps.ts'
import { secret } from '../../src/core/secret.ts'
import type { TunnelChoice } from '../../src/tunnel/choice.ts'
import { TunnelError, type TunnelErrorCode } from '../../src/tunnel/errors.ts'
import type { TunnelOptions } from '../../src/tunnel/provider.ts'
import { ngrokEndpoints, startAgent } from '../helpers/fake-agent.ts'
import { fakeProgram } from '../helpers/fake-program.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const token = '2invented0authtoken0of0nobody_4tests'
const isWindows = process.platform === 'win32'
const refuse = async (): Promise<never> => {
  throw new Error('not to be used here')
}

interface Wish {
  readonly argv?: readonly string[]
  readonly token?: string
  readonly path?: string
  /** `--ngrok-api`; without one nobody answers. */
  readonly api?: string
  /** How every provider fails. */
  readonly fails?: TunnelErrorCode
  readonly variables?: Readonly<Record<string, string>>
}

/** Runs the command up to the moment at which it opens a tunnel, and tells which one it would be. */
async function choose({ argv = [], token: given, path = '/nowhere', api, fails = 'failed', variables = {} }: Wish) {
  const chosen: TunnelChoice[] = []
  const opened: TunnelOptions[] = []
  const tunnel: TunnelDeps = {
    writer: async () => createNodeEnvFileWriter(),
    commands: refuse,
    authtoken: async () =>
      given === undefined
        ? { token: null, looked: ['ngrok.yml'] }
        : { token: secret(given), source: 'NGROK_AUTHTOKEN' },
    async provider(choice) {
      chosen.push(choice)
      return {
        name: choice.via,
        async open(options) {
          opened.push(options)
          throw new TunnelError(fails, 'it goes no further', { fix: 'look again' })
        },
      }
    },
  }
  const cwd = makeProject({ '.env': envFile() })
  const result = await runCli(
    ['tunnel', '5000', '--print', '--no-record', '--ngrok-api', api ?? 'http://127.0.0.1:9', ...argv],
    { cwd, tunnel, variables: { PATH: path, ...variables } },
  )
  return { ...result, choice: chosen[0], options: opened[0] }
}

describe('without --via', () => {
  it('a running agent that leads to the port is adopted, before any account', async () => {
    const agent = await startAgent(ngrokEndpoints(['https://duka.ngrok.app', 'http://localhost:5000']))
    const { choice, stderr } = await choose({ api: agent.url, token })
    expect(choice).toMatchObject({ via: 'agent', wish: { port: 5000 } })
    expect(stderr).toContain('duka.ngrok.app')
  })

  it('an agent that leads elsewhere is not', async () => {
    const agent = await startAgent(ngrokEndpoints(['https://duka.ngrok.app', 'http://localhost:8000']))
    expect((await choose({ api: agent.url, token })).choice).toEqual({ via: 'ngrok' })
  })

  it('an authtoken means ngrok, with the domain that was asked for', async () => {
    const { choice, options } = await choose({ token, argv: ['--domain', 'duka.ngrok.app'] })
    expect(choice).toEqual({ via: 'ngrok' })
    expect(options).toMatchObject({ domain: 'duka.ngrok.app' })
    expect(options?.authtoken?.reveal()).toBe(token)
  })

  it.skipIf(isWindows)('cloudflared is used where there is no authtoken, and that is said', async () => {
    const program = fakeProgram('cloudflared', 'exit 1')
    const { choice, stderr } = await choose({ path: program.path })
    expect(choice).toEqual({ via: 'cloudflared', file: program.file })
    expect(stderr).toContain('cloudflared')
    expect((await choose({ path: program.path, token })).choice).toEqual({ via: 'ngrok' })
  })

  it('nothing at all is an error that names what works without an account', async () => {
    const { choice, exitCode, stderr } = await choose({})
    expect({ choice, exitCode }).toEqual({ choice: undefined, exitCode: 3 })
    for (const word of ['NGROK_AUTHTOKEN', '--via cloudflared', '--ssh-host localhost.run'])
      expect(stderr).toContain(word)
  })

  it.skipIf(isWindows)('a domain is ngrok’s, and needs its account', async () => {
    const program = fakeProgram('cloudflared', 'exit 1')
    const { choice, exitCode } = await choose({ path: program.path, argv: ['--domain', 'duka.ngrok.app'] })
    expect({ choice, exitCode }).toEqual({ choice: undefined, exitCode: 3 })
  })

  it('a URL or an ssh host say enough', async () => {
    expect((await choose({ argv: ['--url', 'https://pay.example.com/'] })).choice).toEqual({
      via: 'url',
      url: 'https://pay.example.com',
    })
    if (!isWindows) {
      const program = fakeProgram('ssh', 'exit 1')
      expect((await choose({ argv: ['--ssh-host', 'pinggy'], path: program.path })).choice).toMatchObject({
        via: 'ssh',
      })
    }
  })

  it('what another command is told by a variable is not meant', async () => {
    const variables = { MPESA_DOCTOR_URL: 'https://pay.example.com/api/cb' }
    expect((await choose({ token, variables })).choice).toEqual({ via: 'ngrok' })
  })
})

describe('--via', () => {
  it('agent adopts, or says why it cannot', async () => {
    expect((await choose({ argv: ['--via', 'agent'], token })).choice).toMatchObject({
      via: 'agent',
      api: 'http://127.0.0.1:9',
    })
  })

  it.skipIf(isWindows)('ssh to a server of one’s own', async () => {
    const program = fakeProgram('ssh', 'exit 1')
    const argv = [
      '--via',
      'ssh',
      '--ssh-host',
      'amina@vps.example.com:2222',
      '--ssh-remote',
      '127.0.0.1:8080',
      '--url',
      'https://pay.example.com',
    ]
    expect((await choose({ argv, path: program.path })).choice).toMatchObject({
      via: 'ssh',
      file: program.file,
      url: 'https://pay.example.com',
      destination: { host: 'vps.example.com', user: 'amina', port: 2222, remote: { address: '127.0.0.1', port: 8080 } },
    })
  })

  it.skipIf(isWindows)('ssh with the token of an account, which is never shown', async () => {
    const program = fakeProgram('ssh', 'exit 1')
    for (const more of [[], ['--json'], ['-v']]) {
      const argv = ['--via', 'ssh', '--ssh-host', `${token}+force@a.pinggy.io`, ...more]
      const { choice, stdout, stderr } = await choose({ argv, path: program.path })
      expect(choice).toMatchObject({ via: 'ssh', destination: { user: `${token}+force` } })
      expect(stdout + stderr).not.toContain(token)
    }
  })

  it.each([
    ['cloudflared', [], '--ssh-host localhost.run'],
    ['ssh', ['--ssh-host', 'localhost.run'], '--via cloudflared'],
  ])('%s that is not installed names what works without it', async (via, more, word) => {
    const { choice, exitCode, stderr } = await choose({ argv: ['--via', via, ...more], token })
    expect({ choice, exitCode }).toEqual({ choice: undefined, exitCode: 3 })
    expect(stderr).toContain(word)
  })

  it.each<[readonly string[], string]>([
    [['--via', 'clodflared'], 'cloudflared'],
    [['--via', 'ssh'], '--ssh-host localhost.run'],
    [['--via', 'url'], '--url'],
    [['--via', 'cloudflared', '--domain', 'a.ngrok.app'], '--domain'],
    [['--via', 'ngrok', '--url', 'https://a.example'], '--url'],
    [['--via', 'url', '--ssh-host', 'pinggy'], '--ssh-host'],
    [['--via', 'url', '--url', 'https://a.example/api/cb'], 'https://a.example`'],
    [['--via', 'url', '--url', 'nonsense'], '--url'],
    [['--via', 'ssh', '--ssh-host', '-oProxyCommand=x'], '--ssh-host'],
    [['--via', 'ssh', '--ssh-host', 'a b'], '--ssh-host'],
    [['--via', 'ssh', '--ssh-host', 'vps', '--ssh-remote', 'x'], '--ssh-remote'],
    [['--via', 'ssh', '--ssh-host', 'vps', '--url', 'https://a.example'], '--ssh-remote'],
  ])('%j is a wrong command line', async (argv, word) => {
    const { choice, exitCode, stderr } = await choose({ argv, token })
    expect({ choice, exitCode }).toEqual({ choice: undefined, exitCode: 2 })
    expect(stderr).toContain(word)
  })
})

describe('an account that does not do', () => {
  it.each<[TunnelErrorCode, boolean]>([
    ['tunnel/auth-failed', true],
    ['tunnel/limit', true],
    ['not-installed', true],
    ['unreachable', false],
  ])('%s: what works without one is named (%s)', async (fails, named) => {
    const { exitCode, stderr } = await choose({ token, fails })
    expect(exitCode).toBe(3)
    expect(stderr).toContain('look again')
    expect(stderr.includes('--via cloudflared')).toBe(named)
  })
})

describe.skipIf(isWindows)('programs on PATH', () => {
  it('are found in order; relative folders and files that do not run are passed over', async () => {
    const [first, second] = [fakeProgram('cloudflared', 'exit 1'), fakeProgram('cloudflared', 'exit 2')]
    const path = ['.', '/nowhere', '', first.path, second.path].join(delimiter)
    expect((await choose({ argv: ['--via', 'cloudflared'], path })).choice).toEqual({
      via: 'cloudflared',
      file: first.file,
    })
  })
})
