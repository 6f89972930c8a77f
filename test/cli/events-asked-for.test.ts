import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { projectWithEvents, startReceiver, stkBody } from '../helpers/recorded-events.ts'
import { runCli } from '../helpers/run-cli.ts'

const id = 'ws_CO_061020261419531708374149'
const linesOf = ({ stdout }: { stdout: string }) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

describe('an event that is kept masked is found', () => {
  it.each([id, '0708374149', '254708374149', '708374149', id.slice(4, -2)])('by %s', async (text) => {
    const where = await projectWithEvents([{}, { body: stkBody.replaceAll('708374149', '711222333') }])
    expect(linesOf(await runCli(['events', '--id', text, '--json'], where))).toMatchObject([{ number: 1 }])
    const { stdout } = await runCli(
      ['replay', 'last', '--id', text, '--dry-run', '--app-url', 'http://127.0.0.1:9'],
      where,
    )
    expect(stdout).toContain('708***149')
  })

  it('as the newest of its CheckoutRequestID', async () => {
    const where = await projectWithEvents([{}, {}, { body: stkBody.replaceAll('708374149', '711222333') }])
    const { exitCode, stdout, stderr } = await runCli(['events', 'show', id], where)
    expect([exitCode, stdout.slice(0, 2)]).toEqual([0, '#2'])
    expect(stderr).toContain('2 events')
  })
})

describe('what a stranger writes', () => {
  const forged = (text: string) =>
    stkBody.replace('The service', `${text}The service`).replace('ws_CO_', `${text}ws_CO_`)

  it.each(['\\n<-- 200 5 ms #99 ', '\\r\\n\\t#99 ', '\\u2028#99 '])(
    'stays on the line of its event: %j',
    async (text) => {
      const where = await projectWithEvents([{ body: forged(text) }])
      const { stdout } = await runCli(['events'], where)
      expect(stdout.trimEnd().split(/[\r\n\t\u2028]/)).toHaveLength(1)
    },
  )
})

it('the newest is the one that came last, not the one that was imported last', async () => {
  const where = await projectWithEvents([
    { receivedAt: '2026-10-06T11:20:00Z' },
    { receivedAt: '2026-10-06T11:30:00Z' },
    { receivedAt: '2026-10-05T11:20:00Z' },
  ])
  const numbers = async (...argv: string[]) =>
    linesOf(await runCli([...argv, '--json'], where)).map(({ number }) => number)
  expect(await numbers('events')).toEqual([3, 1, 2])
  expect(await numbers('events', '--limit', '1')).toEqual([2])
  expect(await numbers('events', 'show', 'last')).toEqual([2])
})

describe('a masked body in JSON stays JSON', () => {
  const hostile = { body: stkBody.replace('"PhoneNumber"', '"PhoneNumber","password":"amina\'s own"') }

  it('in what a dry replay prints, which says where it is whole', async () => {
    const where = await projectWithEvents([hostile])
    const { stdout, stderr } = await runCli(['replay', '1', '--dry-run', '--app-url', 'http://127.0.0.1:9'], where)
    expect(stdout).not.toContain('708374149')
    const body = /--data-raw '(.*)'$/.exec(stdout.trim())?.[1]?.replaceAll("'\\''", "'") ?? ''
    expect(JSON.stringify(JSON.parse(body))).toContain('254708***149')
    expect(body).toContain('********')
    expect(stderr).toMatch(/events export --curl --raw --id \S+/)
  })

  it('in what programs are told', async () => {
    const where = await projectWithEvents([hostile])
    for (const argv of [['events'], ['events', 'show', '1'], ['events', 'export']]) {
      const [{ request }] = linesOf(await runCli([...argv, '--json'], where))
      expect(JSON.stringify(JSON.parse(request.body.content))).toContain('254708***149')
    }
  })
})

it('whole numbers are shown in a terminal only', async () => {
  const where = await projectWithEvents([{}])
  expect((await runCli(['events', 'show', '1', '--raw'], where)).exitCode).toBe(2)
  expect((await runCli(['events', 'show', '1', '--show-secrets'], where)).stdout).not.toContain('708374149')
  const shown = await runCli(['events', 'show', '1', '--show-secrets'], { ...where, terminal: true })
  expect(shown.stdout).toContain('254708374149')
  expect(shown.stdout).toContain('Amount (Body.stkCallback.CallbackMetadata.Item[0].Value) = 1.00')
})

it('what was exported masked is told apart, and comes back from an export that is whole', async () => {
  const from = await projectWithEvents([{}])
  const to = await projectWithEvents([])
  const exported = async (...argv: string[]) =>
    writeFileSync(join(to.cwd, 'export.txt'), (await runCli(['events', 'export', ...argv], from)).stdout)
  const imported = () => runCli(['events', 'import', 'export.txt'], to)
  for (const format of [[], ['--har']]) {
    await exported(...format)
    const { stdout, stderr } = await imported()
    if (format.length === 0) expect(stderr).toContain('events export --har --raw')
    else expect(stdout).toContain('here already')
  }
  const app = await startReceiver()
  const refused = await runCli(['replay', '1', '--app-url', app.url], to)
  expect([refused.exitCode, refused.stderr.includes('events export --har --raw')]).toEqual([2, true])
  await exported('--har', '--raw')
  expect((await imported()).stdout).toMatch(/^1 request imported/)
  expect((await runCli(['replay', 'last', '--app-url', app.url], to)).exitCode).toBe(0)
  expect(app.received[0]?.body.toString()).toBe(stkBody)
})

describe('in a terminal of 80 columns', () => {
  it('an event is broken between its parts, and its id is whole', async () => {
    const where = await projectWithEvents([{}])
    const { stdout } = await runCli(['events'], { ...where, terminal: true })
    const lines = stripVTControlCharacters(stdout).trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.slice(1).every((line) => /^ {6}\S/.test(line))).toBe(true)
    expect(stdout).toContain('[ws_CO_061020261419531708***149]')
    expect((await runCli(['events'], where)).stdout.trimEnd().split('\n')).toHaveLength(1)
  })

  it('so is what is said of a wrong command line', async () => {
    const where = { ...(await projectWithEvents([{}])), terminal: true }
    const { stderr } = await runCli(['events', '--kind', 'nothing-like-that'], where)
    expect(stderr.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(stderr).toMatch(/\n {2}fix: one of: .*\n {7}\S/)
  })
})
