import { describe, expect, it, onTestFinished } from 'vitest'
import { useDemo } from '../helpers/demo-project.ts'
import { answeringOnce, freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { makeProject, runCli } from '../helpers/run-cli.ts'

const shop = useDemo()

interface Seen {
  readonly network?: {
    readonly dns: unknown
    readonly connections: readonly { readonly address: string; readonly family: number; readonly connected: boolean }[]
    readonly tls: {
      readonly protocol: string
      readonly alpn: string | null
      readonly versions: readonly { readonly name: string; readonly accepted: boolean | null }[]
      readonly chain: readonly { readonly subject: string; readonly names: readonly string[] }[]
    } | null
    readonly requests: readonly {
      readonly to: string
      readonly purpose: string
      readonly method: string
      readonly url: string
      readonly address: string
      readonly status?: number
      readonly headers?: readonly { readonly name: string; readonly value: string }[]
      readonly body?: string
      readonly failure?: { readonly code: string }
      readonly timings: { readonly totalMs: number; readonly tlsMs: number | null }
    }[]
  }
}

async function probe(...argv: readonly string[]) {
  const result = await runCli(['probe', '--json', ...argv], { cwd: makeProject({}) })
  return { ...result, network: (JSON.parse(result.stdout) as Seen).network }
}

async function start(reply: string) {
  const server = await startHostileServer(answeringOnce(reply))
  onTestFinished(server.close)
  return server.url()
}

describe('the network in the JSON of probe', () => {
  it.each([['probe'], ['diagnose']])('has the whole way of a healthy callback (%s)', async (command) => {
    const { document } = await shop.runJson<Seen>([command])
    const { network } = document
    expect(network?.connections).toMatchObject([{ family: 4, connected: true }])
    expect(network?.tls?.protocol).toBe('TLSv1.3')
    expect(network?.tls?.versions).toContainEqual(expect.objectContaining({ name: 'TLSv1.2', accepted: true }))
    expect(network?.tls?.chain[0]?.names).toContain('duka-demo.co.ke')
    expect(network?.requests.map(({ to, purpose, method, status }) => [to, purpose, method, status])).toEqual([
      ['app', 'callback', 'POST', 200],
      ['public', 'callback', 'POST', 200],
    ])
    expect(network?.requests[1]?.timings.tlsMs).toBeGreaterThan(0)
  })

  it('lists exactly the requests that the servers got', async () => {
    await shop.withFault('get-only', async () => {
      const before = shop.demo.requests.length
      const { document } = await shop.runJson<Seen>(['probe'])
      const got = shop.demo.requests.slice(before).map(({ method }) => method)
      // The public URL leads to the same app, so that it gets all of them.
      expect(document.network?.requests.map(({ method }) => method).toSorted()).toEqual(got.toSorted())
      expect(got.length).toBeGreaterThan(2)
    })
  })

  it('starts nothing that was not asked for', async () => {
    const before = shop.demo.requests.length
    const { document } = await shop.runJson<Seen>(['probe', '--only', 'tcp'])
    expect(document.network).toMatchObject({ tls: null, requests: [] })
    expect(document.network?.connections).toHaveLength(1)
    expect(shop.demo.requests.length).toBe(before)
    const { document: urls } = await shop.runJson<Seen>(['probe', '--only', 'url-well-formed'])
    expect(urls).not.toHaveProperty('network')
  })

  it('has the answer of the server, without its secrets', async () => {
    const url = await start(
      'HTTP/1.1 200 OK\r\nServer: duka\r\nSet-Cookie: sid=invented; Path=/\r\nX-Token: invented\r\nConnection: close\r\n\r\n{"token":"invented"} 254712345678',
    )
    const { network, stdout } = await probe(url, '--skip', 'url')
    const [request] = network?.requests ?? []
    expect(request).toMatchObject({ to: 'public', status: 200, address: '127.0.0.1' })
    expect(request?.headers).toContainEqual({ name: 'server', value: 'duka' })
    expect(request?.headers).toContainEqual({ name: 'set-cookie', value: 'sid=********; Path=/' })
    expect(stdout).not.toMatch(/invented|712345678/)
  })

  it('says why there was no answer', async () => {
    const url = `http://127.0.0.1:${await freePort()}/callback`
    const { network } = await probe('--app-url', url)
    expect(network?.requests).toMatchObject([{ to: 'app', failure: { code: 'refused' } }])
    expect(network?.requests[0]).not.toHaveProperty('status')
  })

  it('keeps what was seen until --timeout', async () => {
    const silent = await startHostileServer(() => undefined)
    onTestFinished(silent.close)
    const { exitCode, network } = await probe(silent.url(), '--skip', 'url', '--timeout', '300ms')
    expect(exitCode).toBe(4)
    expect(network?.connections).toMatchObject([{ connected: true }])
  })
})

describe('a server that attacks whoever reads the report', () => {
  const reply = [
    'HTTP/1.1 404 \u001b[2JGone\u0007',
    'Server: \u001b]0;owned\u0007nginx',
    'X-Evil: ::error::x %0A::stop-commands::x ]]> <script>',
    'Location: javascript:alert(1)\u001b[31m',
    'Connection: close',
    '',
    '\u001b[31m\u009b2J\u202e\u2028\n::error::x\n]]><![CDATA[\nnot ok 1\n# SKIP\n```\n| x |\u0000',
  ].join('\r\n')

  it.each(['pretty', 'short', 'json', 'junit', 'github', 'sarif', 'markdown', 'tap'])(
    'sends nothing to the terminal, and no command or row of its own, in %s',
    async (format) => {
      const url = await start(reply)
      const { stdout, stderr, exitCode } = await runCli(['probe', url, '--skip', 'url', '-v', '--format', format], {
        cwd: makeProject({}),
      })
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
      expect(stdout).not.toMatch(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      if (format === 'json' || format === 'sarif') expect(() => JSON.parse(stdout)).not.toThrow()
      else if (format === 'github') expect(stdout.match(/^::error (?!title=)/gm)).toBeNull()
      else if (format === 'tap') expect(stdout).not.toMatch(/^not ok 1$/m)
      expect(stdout.split('\n').filter((line) => line.startsWith('::error::') || line.startsWith(']]>'))).toEqual([])
    },
  )
})

describe('the list of requests behind -v', () => {
  const argv = ['probe', '-v', '--skip', 'url']

  it('is there in pretty only, and only with -v', async () => {
    const url = await start('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    const run = async (...more: readonly string[]) =>
      (await runCli([...argv, url, ...more], { cwd: makeProject({}) })).stdout
    const pretty = await run()
    expect(pretty).toMatch(/^\d requests were sent$/m)
    expect(pretty).toMatch(/^ {2}1 {2}public {2}404 +\d+ ms {2}callback +POST \/callback$/m)
    expect(pretty).toContain(`connect   ${new URL(url).host}`)
    expect(await run('--format', 'short')).not.toContain('requests were sent')
    const quiet = await runCli(['probe', '--skip', 'url', url], { cwd: makeProject({}) })
    expect(quiet.stdout).not.toContain('requests were sent')
  })

  it('is in plain characters with --ascii', async () => {
    const url = await start('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 16\r\n\r\n{"ResultCode":0}')
    const { stdout } = await runCli([...argv, url, '--ascii'], { cwd: makeProject({}) })
    expect(stdout).toContain('One request was sent')
    expect(stdout).toMatch(/^[\n -~]+$/)
  })
})
