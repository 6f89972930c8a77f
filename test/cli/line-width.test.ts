import { describe, expect, it } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { listOrder } from '../../src/cli/describe-order.ts'
import { definitionsOf } from '../../src/cli/run-report.ts'
import { errorCodes } from '../../src/daraja/error-codes.ts'
import { resultCodes } from '../../src/daraja/result-codes.ts'
import type { Order } from '../../src/orders/order.ts'
import { unicodeGlyphs } from '../../src/reporters/glyphs.ts'
import { plainPaint } from '../../src/reporters/paint.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))

describe('no line is wider than 80 columns', () => {
  it('of a list of orders', () => {
    const order = {
      id: '1',
      orderNumber: 'DUKA-1042',
      state: 'pending',
      amount: '1234567.50',
      createdAt: '2026-11-23T19:00:00.000Z',
      checkoutRequestId: 'ws_CO_23112026230000123700***142',
    } as unknown as Order
    const output = {
      data: () => undefined,
      document: () => undefined,
      talk: () => undefined,
      paint: plainPaint,
      talkPaint: plainPaint,
      glyphs: unicodeGlyphs,
      width: 80,
      quiet: false,
      verbose: false,
      stderrIsTerminal: false,
    }
    const listed = listOrder(order, new Date('2026-11-23T20:00:00Z'), output)
    expect(widest(listed)).toBeLessThanOrEqual(80)
    expect(listed).toContain(order.checkoutRequestId)
    expect(listed).not.toMatch(/ $/m)
  })

  it('of list', async () => {
    expect(widest((await runCli(['list'])).stdout)).toBeLessThanOrEqual(80)
  })

  it('of explain, whatever the code', async () => {
    const codes = new Set([
      ...Object.keys(definitionsOf(checks)),
      ...resultCodes.map(({ code }) => code),
      ...errorCodes.flatMap(({ code }) => (code === null ? [] : [code])),
    ])
    for (const code of codes) {
      const { stdout } = await runCli(['explain', String(code)])
      const wide = stdout.split('\n').filter((line) => line.length > 80)
      // What is between backticks, and a single long word, is pasted and stays in one piece.
      expect(wide.filter((line) => !/`[^`]{50,}`|\S{60,}/.test(line))).toEqual([])
    }
  })

  it('of tunnel --dry-run', async () => {
    const cwd = makeProject({ '.env': envFile({ MPESA_CALLBACK_URL: 'https://a.dev/cb' }) })
    const { exitCode, stderr } = await runCli(['tunnel', '5000', '--dry-run'], { cwd })
    expect(exitCode).toBe(0)
    expect(stderr).toContain('5000')
    expect(widest(stderr)).toBeLessThanOrEqual(80)
  })
})

describe('config', () => {
  const rules = ['duka.co.ke:443:127.0.0.1:8443', '::127.0.0.1:8080', '[2001:db8::1]:443:[::1]:8443']
  const argv = rules.flatMap((rule) => ['--connect-to', rule])

  it('shows every --connect-to as it was typed, one on a line', async () => {
    const { exitCode, stdout } = await runCli(['config', ...argv], { cwd: makeProject({}) })
    expect(exitCode).toBe(0)
    expect(stdout).toContain(rules.join(`\n${' '.repeat(13)}`))
    expect(widest(stdout)).toBeLessThanOrEqual(80)
  })

  it('keeps their structure for programs', async () => {
    const { stdout } = await runCli(['config', '--json', ...argv], { cwd: makeProject({}) })
    const { connectTo } = JSON.parse(stdout) as { connectTo: { value: unknown } }
    expect(connectTo.value).toContainEqual({ host: '', port: null, toHost: '127.0.0.1', toPort: 8080 })
  })

  it('shows maps by their entries', async () => {
    const config = { orders: { table: 'sales', columns: { status: 'state' } } }
    const cwd = makeProject({ 'mpesa-doctor.config.json': JSON.stringify(config) })
    const { stdout } = await runCli(['config'], { cwd })
    expect(stdout).toMatch(/^orders +table: sales\n +columns\.status: state$/m)
  })
})
