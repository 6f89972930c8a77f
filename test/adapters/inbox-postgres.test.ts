import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openInboxPostgres, readInboxPostgres } from '../../src/adapters/inbox-postgres.ts'
import { followInboxPostgres } from '../../src/adapters/inbox-postgres-follow.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { secret } from '../../src/core/secret.ts'
import type { InboxEvent } from '../../src/inbox/event.ts'
import type { InboxStore } from '../../src/inbox/inbox-store.ts'
import { bundleProgram } from '../helpers/bundle-program.ts'
import { acceptedAnswer, recordedRequest } from '../helpers/inbox-request.ts'
import { asWriter, startTestPostgres, type TestPostgres } from '../helpers/postgres.ts'

let server: TestPostgres
let databases = 0
beforeAll(async () => {
  server = await startTestPostgres()
}, 60_000)
afterAll(() => server.stop())

const newDatabase = (sql?: string): Promise<string> => server.createDatabase(`inbox${++databases}`, sql)
const at = new Date('2026-11-23T16:04:55.123Z')

async function opened(url: string): Promise<InboxStore> {
  const inbox = await openInboxPostgres({ url: secret(url), hex: cryptoRandom.hex })
  onTestFinished(() => inbox.close())
  return inbox
}

async function keep(inbox: InboxStore, content: string, receivedAt = at): Promise<number> {
  const event = await inbox.begin(recordedRequest(content), receivedAt)
  await event.finish(acceptedAnswer)
  return event.number
}

const contentsOf = (events: readonly InboxEvent[]) => events.map(({ request: { body } }) => body.content)

describe('an inbox in PostgreSQL', () => {
  it('gives back what was put in, exactly, U+0000 and lone surrogates included', async () => {
    const url = await newDatabase()
    const inbox = await opened(url)
    const odd = 'a\u0000b€\ud800\\u0000"😀'
    await keep(inbox, odd)
    const unanswered = await inbox.begin(recordedRequest('b'), at)
    expect(await readInboxPostgres(secret(url))).toEqual([
      {
        id: expect.stringMatching(/^20261123-160455-123-[0-9a-f]{8}$/),
        number: 1,
        receivedAt: '2026-11-23T16:04:55.123Z',
        request: recordedRequest(odd),
        answer: acceptedAnswer,
      },
      expect.objectContaining({ number: 2, id: unanswered.id, answer: null }),
    ])
  })

  it('keeps text in a database of another encoding', async () => {
    await asWriter(server.databaseUrl('postgres'), (client) =>
      client.query(`CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`),
    )
    const url = server.databaseUrl('latin')
    await keep(await opened(url), '€ 😀')
    expect(contentsOf(await readInboxPostgres(secret(url)))).toEqual(['€ 😀'])
  })

  it('has no events, and no table, before it was written to', async () => {
    const url = await newDatabase()
    expect(await readInboxPostgres(secret(url))).toEqual([])
    const tables = await asWriter(url, (client) => client.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`))
    expect(tables.rows).toEqual([])
  })

  it('is made once by many that open it at the same moment', async () => {
    const url = await newDatabase()
    const inboxes = await Promise.all(Array.from({ length: 8 }, () => opened(url)))
    await Promise.all(inboxes.map((inbox, index) => keep(inbox, String(index))))
    expect(contentsOf(await readInboxPostgres(secret(url))).toSorted()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
    ])
  })

  it('takes 2,000 events of two writers at once, each under a number of its own', async () => {
    const url = await newDatabase()
    const inboxes = [await opened(url), await opened(url)]
    const numbers: number[] = []
    const work = async (inbox: InboxStore, name: string): Promise<void> => {
      for (let index = 0; index < 20; index++) numbers.push(await keep(inbox, `${name}-${index}`))
    }
    await Promise.all(
      inboxes.flatMap((inbox, at) => Array.from({ length: 50 }, (_, worker) => work(inbox, `${at}-${worker}`))),
    )
    expect(new Set(numbers).size).toBe(2_000)
    const events = await readInboxPostgres(secret(url))
    expect(new Set(contentsOf(events)).size).toBe(2_000)
    expect(events.every(({ answer }) => answer !== null)).toBe(true)
    expect(events.map(({ number }) => number)).toEqual(numbers.toSorted((one, other) => one - other))
  }, 20_000)

  it('reads the range that is asked for', async () => {
    const url = await newDatabase()
    const inbox = await opened(url)
    for (let index = 1; index <= 6; index++) await keep(inbox, String(index), new Date(at.getTime() + index * 1_000))
    const read = async (range: Parameters<InboxStore['read']>[0]) => contentsOf(await inbox.read(range))
    expect(await read({ last: 2 })).toEqual(['5', '6'])
    expect(await read({ afterNumber: 1, first: 2 })).toEqual(['2', '3'])
    expect(await read({ afterNumber: 1, beforeNumber: 3 })).toEqual(['2'])
    expect(await read({ since: new Date(at.getTime() + 5_000) })).toEqual(['5', '6'])
  })

  it('goes on over connections that the server ends, and keeps nothing twice', async () => {
    const url = await newDatabase()
    const inbox = await opened(url)
    let isOver = false
    const killer = (async () => {
      while (!isOver)
        await asWriter(server.databaseUrl('postgres'), (client) =>
          client.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mpesa-doctor inbox'`,
          ),
        )
    })()
    const promised: string[] = []
    const work = async (_: unknown, worker: number): Promise<void> => {
      for (let index = 0; index < 20; index++) {
        const content = `${worker}-${index}`
        await keep(inbox, content).then(
          () => promised.push(content),
          (error) => expect(error).toMatchObject({ name: 'InboxError', code: 'unreachable' }),
        )
      }
    }
    await Promise.all(Array.from({ length: 20 }, work))
    isOver = true
    await killer
    await keep(inbox, 'last')
    const kept = contentsOf((await readInboxPostgres(secret(url))).filter(({ answer }) => answer !== null))
    expect(promised.filter((content) => !kept.includes(content))).toEqual([])
    expect(new Set(kept).size).toBe(kept.length)
    expect(kept).toContain('last')
  }, 30_000)

  it('has every event that was promised when its process is killed', async () => {
    const url = await newDatabase()
    const program = await bundleProgram('test/helpers/inbox-postgres-writer.ts')
    onTestFinished(() => program.remove())
    for (const milliseconds of [50, 150]) {
      const child = spawn(process.execPath, [program.path, url], { stdio: ['ignore', 'pipe', 'inherit'] })
      let promised = ''
      child.stdout.on('data', (chunk) => {
        promised += String(chunk)
      })
      await once(child.stdout, 'data')
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
      await once(child, 'close')
      clearTimeout(timer)
      const answered = (await readInboxPostgres(secret(url))).filter(({ answer }) => answer !== null)
      const kept = new Set(contentsOf(answered))
      const lines = promised.split('\n').slice(0, -1)
      expect(lines.length).toBeGreaterThan(0)
      expect(lines.filter((line) => !kept.has(line))).toEqual([])
      expect(kept.size).toBe(answered.length)
    }
  }, 30_000)

  it('keeps an event whole that was removed before its answer, also with its table', async () => {
    const url = await newDatabase()
    const inbox = await opened(url)
    const one = await inbox.begin(recordedRequest('one'), at)
    await asWriter(url, (client) => client.query('DELETE FROM mpesa_doctor_events'))
    await one.finish(acceptedAnswer)
    const other = await inbox.begin(recordedRequest('other'), at)
    await asWriter(url, (client) => client.query('DROP TABLE mpesa_doctor_events'))
    await other.finish(acceptedAnswer)
    expect(await inbox.read()).toMatchObject([{ id: other.id, number: other.number, answer: acceptedAnswer }])
  })

  it('forgets by age and by size, never the newest, and gives no number twice', async () => {
    const url = await newDatabase()
    const inbox = await opened(url)
    for (let index = 0; index < 5; index++) await keep(inbox, 'x'.repeat(1_000))
    expect(await inbox.prune({ maxAgeMs: 86_400_000, maxBytes: 3_500 }, new Date())).toBe(3)
    await asWriter(url, (client) =>
      client.query(`UPDATE mpesa_doctor_events SET recorded_at = now() - interval '2 days'`),
    )
    // A laptop whose clock stands in the past removes nothing.
    expect(await inbox.prune({ maxAgeMs: 86_400_000, maxBytes: 1e9 }, new Date(0))).toBe(0)
    expect(await inbox.prune({ maxAgeMs: 86_400_000, maxBytes: 1e9 }, new Date())).toBe(1)
    expect(await keep(inbox, 'next')).toBe(6)
  })

  it('says with the SQL what an owner has to run where rights are missing', async () => {
    const url = await newDatabase(
      `DROP ROLE IF EXISTS intern; CREATE ROLE intern LOGIN PASSWORD 'invented'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`,
    )
    const asIntern = new URL(url)
    asIntern.username = 'intern'
    asIntern.password = 'invented'
    const attempt = () => openInboxPostgres({ url: secret(asIntern.href), hex: cryptoRandom.hex })
    const denied = await attempt().catch((error: unknown) => error)
    expect(denied).toMatchObject({ name: 'InboxError', code: 'denied' })
    const sql = /`(CREATE TABLE.*)`/.exec((denied as Error).message)?.[1] ?? ''
    await asWriter(url, (client) => client.query(sql.replace(/GRANT.*$/, '')))
    const grant = /`(GRANT.*)`/.exec(((await attempt().catch((error: unknown) => error)) as Error).message)?.[1] ?? ''
    await asWriter(url, (client) => client.query(grant))
    const inbox = await attempt()
    await keep(inbox, 'a')
    expect(contentsOf(await inbox.read())).toEqual(['a'])
    await inbox.close()
  })

  it.each([
    ['postgres://nobody@127.0.0.1:1/x', 'unreachable'],
    ['postgres://user:pa/ss@host/db', 'bad-url'],
  ])('cannot be opened at %s, and says why', async (url, code) => {
    await expect(openInboxPostgres({ url: secret(url), hex: cryptoRandom.hex })).rejects.toMatchObject({ code })
  })

  it('is refused by a database that does not exist, without the password', async () => {
    const url = new URL(await newDatabase())
    url.pathname = '/nowhere'
    url.password = 'Invented-Pass'
    const error = await openInboxPostgres({ url: secret(url.href), hex: cryptoRandom.hex }).catch(
      (thrown: Error) => thrown,
    )
    expect(error).toMatchObject({ code: 'denied' })
    expect(JSON.stringify([String(error), error])).not.toContain('Invented-Pass')
  })

  it('gives up a server that says nothing', async () => {
    const silent = createServer(() => undefined)
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const url = `postgres://user@127.0.0.1:${(silent.address() as AddressInfo).port}/db?sslmode=disable`
    await expect(openInboxPostgres({ url: secret(url), hex: cryptoRandom.hex })).rejects.toMatchObject({
      code: 'unreachable',
    })
  }, 10_000)

  it('is followed: each event once, as soon as it has its answer, over lost connections too', async () => {
    const url = await newDatabase()
    const ending = new AbortController()
    onTestFinished(() => ending.abort())
    const following = followInboxPostgres(secret(url), 0, ending.signal)
    const first = following.next()
    const inbox = await opened(url)
    const slow = await inbox.begin(recordedRequest('slow'), at)
    await keep(inbox, 'quick')
    expect((await first).value).toMatchObject({ number: 2 })
    await slow.finish(acceptedAnswer)
    expect((await following.next()).value).toMatchObject({ number: 1 })
    await asWriter(server.databaseUrl('postgres'), (client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mpesa-doctor inbox'`,
      ),
    )
    await keep(inbox, 'after')
    expect((await following.next()).value).toMatchObject({ request: recordedRequest('after') })
    const last = following.next()
    ending.abort()
    expect(await last).toMatchObject({ done: true })
  }, 15_000)
})
