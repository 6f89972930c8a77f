import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { projectWithEvents, startReceiver, stkBody } from '../helpers/recorded-events.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')

/** An ngrok agent that has recorded these requests; its path and query are those of the real one. */
async function startAgent(requests: readonly object[]): Promise<string> {
  const server = createServer((request, response) => {
    const isList = request.url?.startsWith('/api/requests/http?limit=') === true
    response.writeHead(isList ? 200 : 404).end(JSON.stringify({ uri: '/api/requests/http', requests }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const recording = (id: string, start: string, body: string | Uint8Array) => ({
  id,
  start,
  duration: 5_000_000,
  remote_addr: '196.201.214.200:1',
  request: {
    raw: base64(
      Buffer.concat([
        Buffer.from(`POST /cb HTTP/1.1\r\nHost: duka.ngrok.app\r\nContent-Length: ${body.length}\r\n\r\n`),
        Buffer.from(body),
      ]),
    ),
  },
  response: { raw: base64('HTTP/1.1 500 Internal Server Error\r\n\r\noops') },
})

const linesOf = ({ stdout }: { stdout: string }) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

describe('events show', () => {
  it.each([[['show', '1']], [['1']], [['#1']], [['show']], [['last']]])('shows one in full: %j', async (words) => {
    const where = await projectWithEvents([{}])
    const { exitCode, stdout } = await runCli(['events', ...words], where)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('#1')
    expect(stdout).toContain('Content-Type: application/json')
    expect(stdout).toContain('"Value": 1.00')
    expect(stdout).toContain('app does not run')
    expect(stdout).not.toContain('708374149')
  })

  it('shows it to programs', async () => {
    const where = await projectWithEvents([{}])
    const [json] = linesOf(await runCli(['events', 'show', '1', '--json'], where))
    expect(json).toMatchObject({
      type: 'event',
      number: 1,
      message: { kind: 'stk' },
      findings: [],
      fields: expect.any(Array),
    })
    expect(JSON.stringify(json)).not.toContain('708374149')
  })

  it('shows what is no text and what is hostile', async () => {
    const where = await projectWithEvents([
      { body: Uint8Array.from([0, 255]), target: '/\u001b[31m', headers: [['X', '\u001b]0;x\u0007']] },
    ])
    const { exitCode, stdout } = await runCli(['events', 'show', '1'], where)
    expect(exitCode).toBe(0)
    expect(stdout).not.toContain('\u001b')
  })

  it.each([[['show', '9']], [['9']], [['shw']], [['export', '1']], [['show', 'last', '--kind', 'stkk']]])(
    'refuses %j',
    async (words) => {
      expect((await runCli(['events', ...words], await projectWithEvents([{}]))).exitCode).toBe(2)
    },
  )
})

describe('events export', () => {
  it('prints each format, and only one', async () => {
    const where = await projectWithEvents([{}, { body: Uint8Array.from([0, 255]) }])
    const explicit = await runCli(['events', 'export', '--json'], where)
    expect(linesOf(explicit).map(({ number }) => number)).toEqual([1, 2])
    expect((await runCli(['events', 'export'], where)).stdout).toBe(explicit.stdout)
    const curl = (await runCli(['events', 'export', '--curl', '--app-url', 'http://127.0.0.1:5000'], where)).stdout
    expect(curl.split('\n')[1]).toMatch(
      /^printf %s 'AP8=' \| base64 -d \| curl -X POST 'http:\/\/127\.0\.0\.1:5000\/api/,
    )
    expect((await runCli(['events', 'export', '--curl', '--har'], where)).exitCode).toBe(2)
  })
})

describe('events import', () => {
  it('takes in what an ngrok agent has recorded, once, and it can be replayed', async () => {
    const binary = Uint8Array.from([0, 255, 10])
    const api = await startAgent([
      recording('c', '2026-10-06T11:22:00Z', binary),
      recording('a', '2026-10-06T11:20:00Z', stkBody),
      { id: 'odd' },
    ])
    const where = await projectWithEvents([])
    const argv = ['events', 'import', '--from', 'ngrok', '--ngrok-api', api, '--json']
    expect(linesOf(await runCli(argv, where))).toMatchObject([
      { type: 'imported', found: 2, imported: 2, callbacks: 1, unreadable: 1 },
    ])
    expect(linesOf(await runCli(argv, where))).toMatchObject([{ found: 2, imported: 0 }])
    expect(linesOf(await runCli(['events', '--json'], where))).toMatchObject([
      { receivedAt: '2026-10-06T11:20:00.000Z', request: { importedFrom: 'ngrok:a' }, answer: { status: 500 } },
      { receivedAt: '2026-10-06T11:22:00.000Z', request: { importedFrom: 'ngrok:c' } },
    ])
    const app = await startReceiver()
    for (const number of ['1', '2']) await runCli(['replay', number, '--app-url', app.url], where)
    expect(app.received.map(({ body }) => body)).toEqual([Buffer.from(stkBody), Buffer.from(binary)])
  })

  it.each([
    [['--har', '--raw'], true],
    [['--raw'], true],
    [[], false],
  ])('takes in our own export %j', async (format, isExact) => {
    const from = await projectWithEvents([{}, { body: 'a=1' }])
    const { stdout } = await runCli(['events', 'export', ...format], from)
    const to = await projectWithEvents([])
    for (const where of [from, to]) writeFileSync(join(where.cwd, 'export.txt'), stdout)
    expect(linesOf(await runCli(['events', 'import', 'export.txt', '--json'], from))).toMatchObject([{ imported: 0 }])
    expect((await runCli(['events', 'import', 'export.txt'], to)).exitCode).toBe(0)
    const app = await startReceiver()
    const exitCode = (await runCli(['replay', '1', '--app-url', app.url], to)).exitCode
    expect([exitCode, app.received[0]?.body.toString()]).toEqual(isExact ? [0, stkBody] : [2, undefined])
  })

  it('takes only what the filter leaves', async () => {
    const from = await projectWithEvents([{}, { body: 'a=1' }])
    const to = await projectWithEvents([])
    writeFileSync(join(to.cwd, 'all.har'), (await runCli(['events', 'export', '--har'], from)).stdout)
    const result = await runCli(['events', 'import', 'all.har', '--kind', 'stk', '--json'], to)
    expect(linesOf(result)).toMatchObject([{ imported: 1, callbacks: 1 }])
  })

  it('says what is wrong', async () => {
    const cwd = makeProject({ '.env': envFile(), 'note.txt': 'hello' })
    const exitCode = async (...argv: string[]) => (await runCli(['events', 'import', ...argv], { cwd })).exitCode
    expect(await exitCode('no-such-file.har')).toBe(2)
    expect(await exitCode('note.txt')).toBe(2)
    expect(await exitCode('.')).toBe(2)
    expect(await exitCode('note.txt', '--from', 'ngrok')).toBe(2)
    expect(await exitCode('--from', 'charles')).toBe(2)
    expect(await exitCode('--ngrok-api', 'http://127.0.0.1:9')).toBe(3)
  })
})
