import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { faults } from '../../src/demo/faults.ts'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'
import { answering, flooding, freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const shop = useDemo()
const configKeys = ['--connect-to', '--cacert'] as const
const publicUrl = 'https://duka-demo.co.ke/api/payments/mpesa/callback'

/** What the demo's config file says, as options. */
function edgeOptions(): readonly string[] {
  return [
    ...shop.demo.connectTo.flatMap((rule) => [configKeys[0], rule]),
    configKeys[1],
    join(shop.demo.folder, 'ca.pem'),
  ]
}

/** `probe --json` in a folder without any configuration. */
async function probe(...argv: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCli(['probe', '--json', ...argv], { cwd: makeProject({}) })
  const document = stdout === '' ? undefined : (JSON.parse(stdout) as ReportJson)
  expect(document?.exitCode ?? exitCode).toBe(exitCode)
  const status = (id: string) => document?.checks.find((check) => check.id === id)?.status
  const codes = document?.verdict.causes.map(({ code }) => code) ?? []
  return { exitCode, stdout, stderr, document, codes, status }
}

describe('probe', () => {
  it('finds nothing wrong with the URL of the env file', async () => {
    const { exitCode, document, stderr } = await shop.runJson(['probe'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(document.verdict.causes).toEqual([])
    expect(document.checks.map(({ family }) => family)).not.toContain('db')
    expect(document.checks.find(({ id }) => id === 'app-route')?.status).toBe('pass')
  })

  it('takes a URL, and everything else from options', async () => {
    const { exitCode, codes, status, stderr } = await probe(publicUrl, ...edgeOptions())
    expect({ exitCode, stderr, codes }).toEqual({ exitCode: 0, stderr: '', codes: [] })
    expect(status('http-callback')).toBe('pass')
    expect(status('dns-resolves')).toBe('skip')
  })

  it('sends nothing that could pay: an id that cannot exist and a failure code', async () => {
    const before = shop.demo.requests.length
    await shop.run(['probe'])
    const sent = shop.demo.requests.slice(before).filter(({ method }) => method === 'POST')
    expect(sent.length).toBeGreaterThan(0)
    for (const { body } of sent) {
      expect(body).toContain('ws_CO_DOCTOR')
      expect(body).not.toMatch(/"ResultCode":\s*"?0/)
    }
  })

  it('compares with the app that --app-url names', async () => {
    const { exitCode, codes, status } = await probe(publicUrl, ...edgeOptions(), '--app-url', shop.demo.appUrl)
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(status('app-listening')).toBe('pass')
    const port = await freePort()
    const { codes: down, exitCode: broken } = await probe(
      publicUrl,
      ...edgeOptions(),
      '--app-url',
      `http://127.0.0.1:${port}`,
    )
    expect({ broken, down }).toEqual({ broken: 1, down: ['app/not-listening'] })
  })

  it('trusts no certificate of a CA that --cacert does not name', async () => {
    const rules = edgeOptions().slice(0, -2)
    expect((await probe(publicUrl, ...rules)).codes).toEqual(['tls/untrusted-root'])
  })

  it.each([[[]], [['']], [[' ']]])('is exit 2 where there is no URL at all: %j', async (argv) => {
    const { exitCode, stdout, stderr } = await runCli(['probe', ...argv], { cwd: makeProject({}) })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('mpesa-doctor probe https://')
  })

  it.each([
    'nonsense',
    'duka.co.ke/callback',
    'ftp://duka.co.ke/callback',
    'https://',
    'http://[::1/callback',
    'https://duka.co.ke:99999/callback',
  ])('says of %j that it is no URL', async (url) => {
    const { exitCode, codes, status } = await probe(url)
    expect({ exitCode, codes }).toEqual({ exitCode: 1, codes: ['url/malformed'] })
    expect(status('http-callback')).toBe('skip')
  })

  it('says how to look again, with what the command line named if it can be pasted', async () => {
    const port = await freePort()
    const nextOf = async (...argv: readonly string[]) => {
      const { stdout } = await runCli(['probe', ...argv], { cwd: makeProject({}) })
      return stdout.slice(stdout.indexOf('Next:')).replace(/\s+/g, ' ')
    }
    const app = `http://127.0.0.1:${port}/callback`
    expect(await nextOf('--app-url', app)).toContain(`\`mpesa-doctor probe --app-url ${app}\``)
    expect(await nextOf('--skip', 'url', app)).toContain(`\`mpesa-doctor probe ${app}\``)
    expect(await nextOf('--skip', 'url', `${app}?a=$(id)&b=\``)).toContain('`mpesa-doctor probe`')
  })

  it('speaks of the app alone where no callback URL is known', async () => {
    const { document } = await probe('--app-url', `${shop.demo.appUrl}/api/payments/mpesa/callback`)
    expect(document?.verdict).toMatchObject({ rootCause: null, title: 'The app takes a callback' })
  })

  const edge = faults.filter(({ expect: code }) => /^(tls|tunnel|edge)\//.test(code))
  it.each(edge.map((fault) => [fault.name, fault.expect] as const))('names the fault %s: %s', async (name, code) => {
    await shop.withFault(name, async () => {
      const { exitCode, document } = await shop.runJson(['probe', '--budget', '2s'])
      expect(document.verdict.causes.map((cause) => cause.code)).toEqual([code])
      expect(exitCode).toBe(1)
    })
  })
})

describe('probe offline', () => {
  it('contacts nothing but loopback, and says that what was asked could not be told', async () => {
    const { exitCode, document, codes } = await probe('https://duka.co.ke/callback', '--offline')
    expect({ exitCode, codes }).toEqual({ exitCode: 3, codes: [] })
    for (const { family, status } of document?.checks ?? [])
      if (!['url', 'app'].includes(family)) expect(status).toBe('skip')
  })

  it('still probes what is on this machine', async () => {
    expect((await probe(publicUrl, ...edgeOptions(), '--offline')).exitCode).toBe(0)
  })
})

describe('probe and names', () => {
  it('asks the server that --dns-server names', async () => {
    const server = await startDnsServer(() => ['127.0.0.1'])
    const shopPort = new URL(shop.demo.appUrl).port
    const { codes, document } = await probe(
      `http://shop.duka.co.ke:${shopPort}/api/payments/mpesa/callback`,
      '--dns-server',
      server.address,
    )
    expect(server.asked).toContain('shop.duka.co.ke')
    expect(codes).toContain('dns/private-answer')
    expect(document?.checks.find(({ id }) => id === 'dns-resolves')?.findings[0]?.evidence).toMatchObject({
      addresses: ['127.0.0.1'],
    })
  })

  it.each([
    [3, 'dns/not-found'],
    [2, 'dns/failed'],
    [5, 'dns/failed'],
  ])('reads the answer %i of the server as %s', async (rcode, code) => {
    const server = await startDnsServer(() => rcode)
    const { exitCode, codes } = await probe('https://shop.duka.co.ke/callback', '--dns-server', server.address)
    expect({ exitCode, codes }).toEqual({ exitCode: 1, codes: [code] })
  })
})

describe('probe of a hostile server', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n'
  const withBudget = (url: string, ...more: readonly string[]) =>
    probe(url, '--skip', 'url', '--budget', '400ms', ...more)

  it('whose body never ends', async () => {
    const server = await start(flooding(head, 'x'.repeat(65_536)))
    const { exitCode, stderr, status, stdout } = await withBudget(server.url())
    expect(stderr).toBe('')
    expect([0, 1]).toContain(exitCode)
    expect(status('http-callback')).not.toBe('crash')
    expect(stdout.length).toBeLessThan(100_000)
  })

  it('whose body is binary', async () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))
    const server = await start((socket) => void socket.once('data', () => socket.end(`${head}${bytes}`)))
    const { exitCode, stdout, stderr } = await withBudget(server.url())
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    // Control characters must not reach a terminal.
    for (const format of ['pretty', 'short', 'junit', 'github', 'tap', 'markdown', 'sarif']) {
      const shown = await runCli(['probe', server.url(), '--skip', 'url', '--format', format, '-v'], {
        cwd: makeProject({}),
      })
      expect(
        [...shown.stdout].filter((character) => character < ' ' && character !== '\n' && character !== '\t'),
      ).toEqual([])
    }
    expect(stdout).not.toContain('\u001b')
  })

  it('that never answers', async () => {
    const server = await start(() => undefined)
    const { exitCode, codes } = await withBudget(server.url())
    expect({ exitCode, codes }).toEqual({ exitCode: 1, codes: ['edge/timeout'] })
  })

  it('that closes without a word', async () => {
    const server = await start((socket) => void socket.once('data', () => socket.destroy()))
    expect(await withBudget(server.url())).toMatchObject({ exitCode: 1, codes: ['edge/connection-closed'] })
  })

  it('that does not speak HTTP', async () => {
    const server = await start(answering('220 mail.duka.co.ke ESMTP\r\n'))
    const { exitCode, document } = await withBudget(server.url())
    expect(exitCode).toBe(1)
    expect(document?.verdict.rootCause).toMatch(/^edge\//)
  })

  it('that does not speak TLS', async () => {
    const server = await start(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    const { codes } = await withBudget(`https://127.0.0.1:${server.endpoint.port}/callback`)
    expect(codes).toEqual(['tls/not-tls'])
  })

  it('where nobody listens', async () => {
    const { exitCode, codes } = await withBudget(`http://127.0.0.1:${await freePort()}/callback`)
    expect({ exitCode, codes }).toEqual({ exitCode: 1, codes: ['tcp/refused'] })
  })

  it('ends with --timeout, and tells what was not done', async () => {
    const server = await start(() => undefined)
    const { exitCode, stderr, status } = await probe(server.url(), '--skip', 'url', '--timeout', '300ms')
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: '' })
    expect(status('http-callback')).toBe('skip')
  })

  it('ends on Ctrl-C with 130 and prints no half report', async () => {
    let interrupt: (name: string) => void = () => undefined
    const server = await start((socket) => void socket.once('data', () => interrupt('SIGINT')))
    const { exitCode, stdout } = await runCli(['probe', server.url(), '--json'], {
      cwd: makeProject({ '.env': envFile() }),
      onReady: (signal) => {
        interrupt = signal
      },
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' })
  })
})

async function start(onConnection: Parameters<typeof startHostileServer>[0]) {
  const server = await startHostileServer(onConnection)
  onTestFinished(server.close)
  return server
}

/** Answers every question for an A record with these addresses, or with a response code; AAAA gets no records. */
async function startDnsServer(answer: (name: string) => readonly string[] | number) {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (query, { port, address }) => {
    const { name, end } = readName(query, 12)
    asked.push(name)
    const question = query.subarray(12, end + 4)
    const result = answer(name)
    const addresses = typeof result === 'number' || query.readUInt16BE(end) !== 1 ? [] : result
    const header = Buffer.alloc(12)
    query.copy(header, 0, 0, 2)
    header.writeUInt16BE(0x8180 | (typeof result === 'number' ? result : 0), 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(addresses.length, 6)
    const records = addresses.map((ip) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...ip.split('.').map(Number)]),
    )
    socket.send(Buffer.concat([header, question, ...records]), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { address: `127.0.0.1:${(socket.address() as AddressInfo).port}`, asked }
}

function readName(query: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = start
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.'), end: at + 1 }
}
