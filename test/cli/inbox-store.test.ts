import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, makePage } from '../helpers/inspector-client.ts'
import { makePlace, whileListening } from '../helpers/listening.ts'
import { startTestPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { startReceiver, stkBody } from '../helpers/recorded-events.ts'
import { runCli } from '../helpers/run-cli.ts'
import { linesOf } from '../helpers/tunnel-run.ts'

const password = 'invented-pass-of-nobody'

describe('--store', () => {
  it.each([
    `mysql://nobody:${password}@127.0.0.1/shop`,
    `https://nobody:${password}@127.0.0.1/`,
    password,
    `postgres//nobody:${password}@127.0.0.1/shop`,
    `postgres://nobody:${password}@127.0.0.1:99999/shop`,
  ])('of another kind is refused: %#', async (url) => {
    for (const argv of [['listen', '8799', '--no-forward'], ['events'], ['replay', 'last'], ['events', '--ui']]) {
      const { exitCode, stdout, stderr } = await runCli([...argv, '--store', url, '--no-color'], {
        ...makePlace(),
        page: makePage(),
      })
      expect({ argv, exitCode }).toEqual({ argv, exitCode: 2 })
      expect(stdout + stderr).not.toContain(password)
    }
  })

  it('that cannot be reached is exit 3, without its password', async () => {
    const url = `postgres://nobody:${password}@127.0.0.1:9/shop`
    const place = makePlace()
    for (const argv of [['listen', '8799', '--no-forward'], ['events'], ['events', '--json'], ['events', '--ui']]) {
      const { exitCode, stdout, stderr } = await runCli(argv, {
        ...place,
        page: makePage(),
        variables: { ...place.variables, MPESA_DOCTOR_STORE: url },
      })
      expect({ argv, exitCode }).toEqual({ argv, exitCode: 3 })
      expect(stdout + stderr).not.toContain(password)
    }
  })
})

describe('an inbox that a team shares', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startTestPostgres()
  }, 60_000)
  afterAll(() => server.stop())

  it('is written by listen, and read by events, replay and the page', async () => {
    const url = await server.createDatabase('inbox')
    const [place, receiver] = [makePlace(), await startReceiver()]
    const said: string[] = []
    const run = async (...argv: string[]) => {
      const result = await runCli([...argv, '--store', url], place)
      said.push(result.stdout, result.stderr)
      return result
    }
    const shown = await whileListening(['--forward', receiver.url, '--store', url], place, async (listening) => {
      const reply = await fetch(`${listening.url}/api/callback`, { method: 'POST', body: stkBody })
      expect(reply.status).toBe(200)
      // A second one at the same time, which files would not let in.
      await whileListening(['--no-forward', '--store', url], place, async (second) => {
        expect((await fetch(`${second.url}/other`, { method: 'POST', body: '{}' })).status).toBe(503)
      })
    })
    said.push(shown.stdout, shown.stderr)
    expect(shown.stderr).toContain(`Callbacks are kept in `)

    expect(linesOf(await run('events', '--json'))).toMatchObject([
      { number: 1, message: { kind: 'stk', phone: '254708***149' }, answer: { status: 200 } },
      { number: 2, answer: { reason: 'no-app' } },
    ])
    expect((await run('replay', '1', '--app-url', receiver.url)).exitCode).toBe(0)
    expect(receiver.received.map(({ body }) => String(body))).toEqual([stkBody, stkBody])

    await whilePage(['--store', url], place, async (page) => {
      const { text } = await ask(page, `${new URL(page).pathname}api/events`)
      said.push(text)
      expect(text).toContain('ws_CO_061020261419531708***149')
    })
    for (const text of said) {
      expect(text).not.toContain(server.password)
      expect(text).not.toContain('254708374149')
    }
    // Nothing of it is in the folder.
    expect((await runCli(['events'], place)).stdout).toBe('')
  })

  async function whilePage(
    argv: readonly string[],
    place: ReturnType<typeof makePlace>,
    work: (url: string) => Promise<void>,
  ) {
    let interrupt: (name: string) => void = () => undefined
    let found: (url: string) => void = () => undefined
    const page = new Promise<string>((resolve) => {
      found = resolve
    })
    const ended = runCli(['events', '--ui', '--ui-port', '0', ...argv], {
      ...place,
      page: makePage(),
      onReady: (signal) => {
        interrupt = signal
      },
      onWrite: (_, text) => {
        const url = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{48}\//.exec(text)?.[0]
        if (url !== undefined) found(url)
      },
    })
    try {
      await work(await Promise.race([page, ended.then((end) => Promise.reject(new Error(JSON.stringify(end))))]))
    } finally {
      interrupt('SIGINT')
    }
    expect((await ended).exitCode).toBe(0)
  }
})
