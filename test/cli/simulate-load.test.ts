import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { reportSchema } from '../../src/reporters/report-schema.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

interface LoadJson extends ReportJson {
  readonly durationMs: number
  readonly load: {
    readonly kind: string
    readonly count: number
    readonly sent: number
    readonly answered: number
    readonly complete: boolean
    readonly throughput: number
    readonly statuses: Readonly<Record<string, number>>
    readonly failures: Readonly<Record<string, number>>
    readonly latencyMs: Readonly<Record<string, number>> | null
    readonly histogram: readonly { readonly withinMs: number; readonly count: number }[]
  }
}

async function startApp(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return makeProject({ '.env': `${envFile()}PORT=${(server.address() as AddressInfo).port}\n` })
}

const fine: RequestListener = (request, response) =>
  void request.resume().on('end', () => response.end('{"ResultCode":0}'))

describe('simulate --count', () => {
  it('gives one document with the figures', async () => {
    const bodies = new Set<string>()
    const cwd = await startApp(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      bodies.add(body)
      response.end('{"ResultCode":0}')
    })
    const argv = ['simulate', '--count', '200', '--concurrency', '20', '--json']
    const { exitCode, stdout } = await runCli(argv, { cwd })
    expect(exitCode).toBe(0)
    expect(v.is(reportSchema, JSON.parse(stdout))).toBe(true)
    const { load, checks, durationMs } = JSON.parse(stdout) as LoadJson
    expect(load).toMatchObject({ kind: 'stk', count: 200, sent: 200, answered: 200, complete: true })
    expect(load.statuses).toEqual({ 200: 200 })
    expect(durationMs).toBeGreaterThanOrEqual(Math.floor((200 / load.throughput) * 1_000))
    expect(load.throughput).toBeGreaterThan(0)
    expect(Object.keys(load.latencyMs ?? {})).toEqual(['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'])
    expect(load.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(200)
    expect(checks.map(({ status }) => status)).toEqual(['pass'])
    expect(bodies.size).toBe(200)
  })

  it('draws a chart within eighty columns, also without special characters', async () => {
    const cwd = await startApp(fine)
    for (const [argv, mark] of [
      [['--count', '100'], '█'],
      [['--count', '100', '--ascii'], '#'],
    ] as const) {
      const { stdout, stderr } = await runCli(['simulate', ...argv], { cwd })
      expect(stdout).toContain('p99.9')
      expect(stdout).toContain(mark)
      expect(
        Math.max(
          ...stdout
            .split('\n')
            .slice(1)
            .map((line) => line.length),
        ),
      ).toBeLessThanOrEqual(80)
      expect(stderr).toContain('no order has them')
    }
  })

  it.each<[string, RequestListener, string, number]>([
    [
      'fails some',
      (_, response) => void response.writeHead(Math.random() < 0.5 ? 500 : 200).end(),
      'handler/crashes',
      1,
    ],
    ['has no such route', (_, response) => void response.writeHead(404).end(), 'app/route-not-found', 1],
    ['drops connections', (request) => void request.socket.destroy(), 'handler/crashes', 1],
  ])('names the fault of an app that %s', async (_, listener, code, exitCode) => {
    const cwd = await startApp(listener)
    const result = await runCli(['simulate', '--count', '40', '--json'], { cwd })
    expect(result.exitCode).toBe(exitCode)
    expect((JSON.parse(result.stdout) as LoadJson).verdict.rootCause).toBe(code)
  })

  it('plays any scenario of any kind', async () => {
    const bodies: string[] = []
    const cwd = await startApp(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      bodies.push(body)
      response.end('{"ResultCode":"0"}')
    })
    const url = `http://127.0.0.1:${/PORT=(\d+)/.exec((await import('node:fs')).readFileSync(`${cwd}/.env`, 'utf8'))?.[1]}/`
    const argv = [
      'simulate',
      '--count',
      '10',
      '--kind',
      'c2b',
      '--scenario',
      'v1',
      '--url',
      url,
      '--set',
      'TransAmount=7.00',
    ]
    expect((await runCli(argv, { cwd })).exitCode).toBe(0)
    const parsed = bodies.map((body) => JSON.parse(body) as Record<string, string>)
    expect(new Set(parsed.map(({ TransID }) => TransID)).size).toBe(10)
    expect(new Set(parsed.map(({ TransAmount }) => TransAmount))).toEqual(new Set(['7.00']))
  })

  it('ends with Ctrl-C, and prints what was measured until then', async () => {
    let press = (): void => undefined
    let count = 0
    const cwd = await startApp((request, response) => {
      request.resume().on('end', () => {
        if (++count === 50) press()
        response.end()
      })
    })
    const { exitCode, stdout } = await runCli(['simulate', '--count', '1000000', '--json'], {
      cwd,
      onReady: (signal) => (press = () => signal('SIGINT')),
    })
    expect(exitCode).toBe(130)
    const { load, exitCode: written } = JSON.parse(stdout) as LoadJson
    expect(written).toBe(130)
    expect(load.complete).toBe(false)
    expect(load.answered).toBeGreaterThan(10)
    expect(load.sent).toBeLessThan(1_000_000)
  })

  it('shows in a terminal how far it is', async () => {
    const cwd = await startApp((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end(), 60))
    })
    const { stderr } = await runCli(['simulate', '--count', '6', '--concurrency', '1'], { cwd, terminal: true })
    expect(stderr).toMatch(/\d of 6 answered/)
  })

  it.each<[string, readonly string[], string]>([
    ['an id, which it would not use', ['ws_CO_1', '--count', '5'], '--times'],
    ['a rate without a count', ['--rate', '5'], '--count'],
    ['all scenarios at once', ['--count', '5', '--scenario', 'all'], '--scenario'],
    ['a dry run', ['--count', '5', '--dry-run'], '--dry-run'],
    ['another machine', ['--count', '5', '--url', 'http://192.0.2.1/cb'], '--allow-remote'],
    ['a count of nothing', ['--count', '0'], '--count'],
    ['a rate that is none', ['--count', '5', '--rate', 'fast'], '--rate'],
  ])('refuses %s', async (_, argv, word) => {
    const cwd = await startApp(fine)
    const { exitCode, stderr } = await runCli(['simulate', ...argv], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(word)
  })

  it('refuses production', async () => {
    const cwd = makeProject({ '.env': `${envFile({ MPESA_ENVIRONMENT: 'production' })}PORT=5000\n` })
    expect((await runCli(['simulate', '--count', '5'], { cwd })).exitCode).toBe(2)
  })
})
