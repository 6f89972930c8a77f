import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { projectWithEvents, startReceiver, stkBody } from '../helpers/recorded-events.ts'
import { makeProject, runCli } from '../helpers/run-cli.ts'

const binary = Uint8Array.from({ length: 512 }, (_, index) => index % 256)

describe('a recorded request is sent again', () => {
  it.each([
    ['JSON', stkBody, 'application/json'],
    ['a form', 'Amount=1.00&Name=J%C3%B6+o&x', 'application/x-www-form-urlencoded'],
    ['no text', binary, 'application/octet-stream'],
    ['text with a BOM and zero bytes', '\uFEFF{"a":"\0"}\r\n', 'text/plain'],
    ['empty', '', 'text/plain'],
  ])('to the byte if its body is %s', async (_, body, type) => {
    const app = await startReceiver()
    const headers = [
      ['Host', 'duka.ngrok.app'],
      ['content-TYPE', type],
      ['X-Forwarded-For', '196.201.214.200'],
      ['X-Twice', 'one'],
      ['X-Twice', 'two\u00e9'],
      ['Connection', 'close, X-Hop'],
      ['X-Hop', 'gone'],
      ['Transfer-Encoding', 'chunked'],
      ['Authorization', 'Bearer abcdefghijklmnop'],
    ] as const
    const where = await projectWithEvents([{ body, headers, target: '/a/../b%7e//c?x=|a|&phone=254708374149' }])
    expect((await runCli(['replay', 'last', '--app-url', app.url], where)).exitCode).toBe(0)
    const [received] = app.received
    expect(received?.target).toBe('/a/../b%7e//c?x=|a|&phone=254708374149')
    expect(received?.body).toEqual(Buffer.from(body))
    expect(received?.headers).toEqual([
      ...headers.filter(([name]) => !/^(?:Connection|X-Hop|Transfer-Encoding)$/.test(name)),
      ['Content-Length', String(Buffer.from(body).length)],
      ['Connection', 'close'],
    ])
  })

  it('with its method, and without a length where there is no body', async () => {
    const app = await startReceiver()
    const where = await projectWithEvents([{ method: 'GET', body: '' }])
    expect((await runCli(['replay', '1', '--app-url', app.url], where)).exitCode).toBe(0)
    expect(app.received[0]?.method).toBe('GET')
    expect(app.received[0]?.headers.map(([name]) => name)).not.toContain('Content-Length')
  })

  it('to another server by its own name', async () => {
    const app = await startReceiver()
    const where = await projectWithEvents([{}])
    expect((await runCli(['replay', '1', '--url', `${app.url}/ignored`], where)).exitCode).toBe(0)
    expect(app.received[0]?.target).toBe('/api/callback?shop=1')
    expect(app.received[0]?.headers.filter(([name]) => /^host$/i.test(name))).toEqual([['Host', new URL(app.url).host]])
  })

  it('as often as wanted, each is shown, and one that fails fails all', async () => {
    const app = await startReceiver((index) => (index === 1 ? 500 : 200))
    const where = await projectWithEvents([{}])
    const result = await runCli(['replay', 'last', '--times', '3', '--app-url', app.url], where)
    expect(result.exitCode).toBe(1)
    expect(
      result.stdout
        .trim()
        .split('\n')
        .map((line) => / (\d{3}) \d+ ms$/.exec(line)?.[1]),
    ).toEqual(['200', '500', '200'])
    expect(result.stderr).toContain('Sent 3 times: 2 answered 200, 1 answered 500.')
    const json = await runCli(['replay', 'last', '--times', '2', '--app-url', app.url, '--json'], where)
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { type: 'replayed', number: 1, status: 200, changed: false },
      { type: 'replayed', number: 1, status: 200 },
    ])
  })

  it('the last callback of those that are meant, else the last request', async () => {
    const app = await startReceiver()
    const probe = stkBody.replace(/ws_CO_\d+/, 'ws_CO_DOCTOR_0123456789abcdef0')
    const cancelled = stkBody.replace(':0,', ':1032,')
    const where = await projectWithEvents([{}, { body: cancelled }, { body: probe }, { body: '{"x":1}' }])
    const bodyOf = async (...argv: string[]) => {
      const { exitCode } = await runCli(['replay', 'last', '--app-url', app.url, ...argv], where)
      return exitCode === 0 ? app.received.at(-1)?.body.toString() : exitCode
    }
    expect(await bodyOf()).toBe(cancelled)
    expect(await bodyOf('--kind', 'unknown')).toBe('{"x":1}')
    expect((await runCli(['events', 'show', 'last', '--json'], where)).stdout).toContain('"number":2')
    expect((await runCli(['events'], where)).stderr).toContain('mpesa-doctor replay 2')
    expect(await bodyOf('--kind', 'stk')).toContain(':1032,')
    expect(await bodyOf('--code', '0')).toBe(stkBody)
    expect(await bodyOf('--kind', 'stk', '--status', '200')).toBe(2)
    expect(await bodyOf('--kind', 'stkk')).toBe(2)
  })
})

describe('values can be set first', () => {
  it('and nothing else changes', async () => {
    const app = await startReceiver()
    const where = await projectWithEvents([{}])
    const argv = ['replay', '1', '--app-url', app.url, '--set', 'ResultCode=1032', '--set', 'Amount=1500.50']
    const result = await runCli(argv, where)
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toContain('#1 (changed)')
    expect(app.received[0]?.body.toString()).toBe(stkBody.replace(':0,', ':1032,').replace('1.00', '1500.50'))
  })

  it.each([['Amonut=5'], ['ResultCode'], ['Value=1']])('but not by %s', async (assignment) => {
    const app = await startReceiver()
    const where = await projectWithEvents([{}])
    expect((await runCli(['replay', '1', '--app-url', app.url, '--set', assignment], where)).exitCode).toBe(2)
    expect(app.received).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('the body can be edited first', () => {
  async function edit(script: string, answers: readonly string[] = [], body = stkBody, ...argv: string[]) {
    const app = await startReceiver()
    const where = await projectWithEvents([{ body }])
    const editor = join(where.cwd, 'my editor.sh')
    writeFileSync(
      editor,
      `#!/bin/sh\n[ "$1" = --wait ] || exit 9\nstat -c %a "$2" > "${where.cwd}/mode"\ncp "$2" "${where.cwd}/seen"\n${script}\n`,
    )
    chmodSync(editor, 0o700)
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('mpesa-doctor-edit-'))
    const result = await runCli(['replay', '1', '--app-url', app.url, '--edit', ...argv], {
      ...where,
      variables: { ...where.variables, PATH: process.env.PATH ?? '', EDITOR: `'${editor}' --wait` },
      terminal: true,
      answers,
    })
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('mpesa-doctor-edit-'))
    expect(after).toEqual(before)
    const read = (name: string) => readFileSync(join(where.cwd, name), 'utf8')
    return { ...result, read, bodies: app.received.map(({ body: sent }) => sent.toString()) }
  }

  it('indented, in a file of the user alone, and comes back on one line', async () => {
    const { exitCode, bodies, read } = await edit(`sed -i 's/"ResultCode": 0/"ResultCode": 1032/' "$2"; echo >> "$2"`)
    expect(exitCode).toBe(0)
    expect(read('mode').trim()).toBe('600')
    expect(read('seen')).toContain('\n            "Name": "Amount",\n            "Value": 1.00\n')
    expect(bodies).toEqual([stkBody.replace(':0,', ':1032,')])
  })

  it('as it is if it is no JSON on one line', async () => {
    const { bodies } = await edit(`printf 'a=2' > "$2"`, [], 'a=1&b=2')
    expect(bodies).toEqual(['a=2'])
  })

  it.each([
    ['nothing was changed', 'true', []],
    ['an editor added the end of the last line only', 'echo >> "$2"', []],
    ['all was removed', ': > "$2"', []],
    ['the file was removed', 'rm "$2"', []],
    ['the editor failed', 'exit 1', []],
    ['it is no JSON any more', 'echo "{" > "$2"', ['']],
  ])('and is not sent if %s', async (_, script, answers) => {
    const { exitCode, bodies } = await edit(script, answers)
    expect(exitCode).toBe(2)
    expect(bodies).toEqual([])
  })

  it('and is sent all the same, or edited again, if the user says so', async () => {
    expect((await edit('printf "{" > "$2"', ['y'])).bodies).toEqual(['{'])
    const again = 'if [ -e "$0.again" ]; then echo "{ }" > "$2"; else touch "$0.again"; echo "{" > "$2"; fi'
    expect((await edit(again, ['e'])).bodies).toEqual(['{}'])
  })

  it('only where somebody can', async () => {
    expect((await edit('echo "{}" > "$2"', [], stkBody, '--no-input')).exitCode).toBe(2)
    const where = await projectWithEvents([{}])
    const result = await runCli(['replay', '1', '--app-url', 'http://127.0.0.1:9', '--edit'], where)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain('--set')
  })

  it('and Ctrl-C leaves nothing behind', async () => {
    const where = await projectWithEvents([{}])
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('mpesa-doctor-edit-'))
    const before = left()
    let interrupt: (name: string) => void = () => undefined
    const running = runCli(['replay', '1', '--app-url', 'http://127.0.0.1:9', '--edit'], {
      ...where,
      variables: {
        ...where.variables,
        PATH: process.env.PATH ?? '',
        EDITOR: `touch '${where.cwd}/open'; exec sleep 20 #`,
      },
      terminal: true,
      answers: [],
      onReady: (signal) => {
        interrupt = signal
      },
    })
    await vi.waitFor(() => expect(existsSync(join(where.cwd, 'open'))).toBe(true), { timeout: 5_000 })
    expect(left()).toHaveLength(before.length + 1)
    interrupt('SIGINT')
    expect((await running).exitCode).toBe(130)
    expect(left()).toEqual(before)
  })

  it('and an editor that is not there is named', async () => {
    const where = await projectWithEvents([{}])
    const result = await runCli(['replay', '1', '--app-url', 'http://127.0.0.1:9', '--edit'], {
      ...where,
      variables: { ...where.variables, PATH: process.env.PATH ?? '', VISUAL: 'no-editor-of-amina' },
      terminal: true,
      answers: [],
    })
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toContain('no-editor-of-amina')
  })
})

describe('what cannot be sent again says why', () => {
  it('if only its beginning was kept', async () => {
    const app = await startReceiver()
    const where = await projectWithEvents([
      { body: 'x'.repeat(1_048_577) },
      { body: `254708374149${'x'.repeat(1_048_577)}` },
    ])
    for (const number of ['1', '2']) {
      const { exitCode, stderr } = await runCli(['replay', number, '--app-url', app.url], where)
      expect(exitCode).toBe(2)
      expect(stderr).toContain('beginning')
      expect(stderr).not.toContain('masked')
    }
    expect(app.received).toEqual([])
    const { stdout } = await runCli(['events'], where)
    expect(stdout).not.toContain('kept for replay')
  })

  it('if it was sealed elsewhere', async () => {
    const where = await projectWithEvents([{}])
    const { exitCode, stderr } = await runCli(['replay', '1'], { ...where, variables: { HOME: makeProject({}) } })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('key')
  })
})
