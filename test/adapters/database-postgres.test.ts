import { createServer, type Server, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import type { DatabaseOpenResult, DatabaseSession } from '../../src/core/database-port.ts'
import { DatabaseQueryError } from '../../src/core/database-port.ts'
import { secret } from '../../src/core/secret.ts'
import { asWriter, startTestPostgres, type TestPostgres } from '../helpers/postgres.ts'

let postgres: TestPostgres
let url: string
const servers: Server[] = []
const sockets: Socket[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
  url = await postgres.createDatabase('shop', 'CREATE TABLE orders (id int PRIMARY KEY, note text)')
})

afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  await postgres?.stop()
})

function open(
  databaseUrl: string,
  options: { limitMs?: number; statementLimitMs?: number; signal?: AbortSignal } = {},
) {
  const { signal = new AbortController().signal, limitMs = 5_000, statementLimitMs = 5_000 } = options
  return createDatabase().open(secret(databaseUrl), { limitMs, statementLimitMs, signal })
}

async function opened<T>(
  databaseUrl: string,
  work: (session: DatabaseSession) => Promise<T>,
  statementLimitMs?: number,
) {
  const result = await open(databaseUrl, statementLimitMs === undefined ? {} : { statementLimitMs })
  if (result.kind === 'failure') throw new Error(`${result.code}: ${result.detail}`)
  try {
    return await work(result.session)
  } finally {
    await result.session.close()
  }
}

function failure(result: DatabaseOpenResult) {
  if (result.kind !== 'failure') throw new Error('the database opened')
  return result
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof DatabaseQueryError ? error.sqlState : String(error)
}

describe('an open session', () => {
  it('is held read-only by the server', async () => {
    await opened(url, async (session) => {
      expect(await refusal(session.query(`INSERT INTO orders VALUES (1, 'x')`))).toBe('25006')
      expect(await refusal(session.query('DROP TABLE orders'))).toBe('25006')
      expect(await session.query('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 0 }])
    })
  })

  it('passes values as parameters, so that SQL in an id stays text', async () => {
    await opened(url, async (session) => {
      const id = `ws_CO_'; DROP TABLE orders; --`
      expect(await session.query('SELECT $1::text AS id', [id])).toEqual([{ id }])
      expect(await session.query('SELECT note FROM orders WHERE note = $1', [id])).toEqual([])
    })
  })

  it('answers queries that are asked at the same time', async () => {
    await opened(url, async (session) => {
      const answers = await Promise.all([1, 2, 3].map((n) => session.query('SELECT $1::int AS n', [n])))
      expect(answers.flat()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    })
  })

  it('ends a statement that takes too long and stays usable', async () => {
    await opened(
      url,
      async (session) => {
        expect(await refusal(session.query('SELECT pg_sleep(30)'))).toBe('57014')
        expect(await session.query('SELECT 1 AS n')).toEqual([{ n: 1 }])
      },
      100,
    )
  })

  it('reports a lost connection as a query error, now and afterwards', async () => {
    await opened(url, async (session) => {
      const [me] = await session.query('SELECT pg_backend_pid() AS pid')
      const sleeping = refusal(session.query('SELECT pg_sleep(30)'))
      await asWriter(url, (client) => client.query('SELECT pg_terminate_backend($1)', [me?.pid]))
      expect(await sleeping).toMatch(/^57P01|08006$/)
      expect(await refusal(session.query('SELECT 1'))).toBe('08006')
    })
  })

  it('keeps times without a zone as they are written', async () => {
    await opened(url, async (session) => {
      const [row] = await session.query(
        `SELECT timestamp '2026-11-23 08:00:00' AS naive, timestamptz '2026-11-23 08:00+03' AS instant`,
      )
      expect(row).toEqual({ naive: '2026-11-23 08:00:00', instant: new Date('2026-11-23T05:00:00Z') })
    })
  })

  it('refuses queries after it was closed', async () => {
    const result = await open(url)
    if (result.kind === 'failure') throw new Error(result.detail)
    await result.session.close()
    await result.session.close()
    expect(await refusal(result.session.query('SELECT 1'))).toBe('08003')
  })

  it('names itself to the server', async () => {
    await opened(url, async (session) => {
      expect(await session.query(`SELECT current_setting('application_name') AS name`)).toEqual([
        { name: 'mpesa-doctor' },
      ])
    })
  })
})

describe('behind a pooler that takes no startup options', () => {
  const refuse = (socket: Socket): void => {
    const fields = Buffer.from('SFATAL\0C08P01\0Munsupported startup parameter: options\0\0')
    const head = Buffer.from([0x45, 0, 0, 0, fields.length + 4])
    socket.end(Buffer.concat([head, fields]))
  }

  it('reads in read-only transactions and leaves no settings behind', async () => {
    const port = await listen((client) => {
      client.once('data', (first) => {
        if (first.includes('options\0')) return refuse(client)
        const server = new Socket().connect(postgres.port, '127.0.0.1')
        server.write(first)
        client.pipe(server).pipe(client)
        for (const socket of [client, server]) socket.on('error', () => undefined)
      })
    })
    const throughPooler = url.replace(`:${postgres.port}/`, `:${port}/`)
    await opened(
      throughPooler,
      async (session) => {
        expect(await refusal(session.query(`INSERT INTO orders VALUES (1, 'x')`))).toBe('25006')
        expect(await refusal(session.query('SELECT pg_sleep(30)'))).toBe('57014')
        expect(await session.query(`SELECT current_setting('default_transaction_read_only') AS own`)).toEqual([
          { own: 'off' },
        ])
      },
      100,
    )
  })
})

describe('a database that does not open', () => {
  it('because of a wrong password', async () => {
    const wrong = failure(await open(url.replace(postgres.password, 'invented-wrong-password')))
    expect(wrong).toMatchObject({
      code: 'auth-failed',
      systemCode: '28P01',
      where: { user: 'postgres', port: postgres.port },
    })
    expect(JSON.stringify(wrong)).not.toContain('invented-wrong-password')
  })

  it('because there is no password', async () => {
    expect(failure(await open(`postgresql://nobody@127.0.0.1:${postgres.port}/shop`)).code).toBe('auth-failed')
  })

  it('because there is no such database', async () => {
    expect(failure(await open(postgres.databaseUrl('missing')))).toMatchObject({
      code: 'no-database',
      systemCode: '3D000',
    })
  })

  it('because nothing listens', async () => {
    const port = await listen(() => undefined)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    const result = failure(await open(`postgresql://user:invented@127.0.0.1:${port}/shop`))
    expect(result).toMatchObject({ code: 'unreachable', systemCode: 'ECONNREFUSED' })
  })

  it('because the host does not exist', async () => {
    const result = failure(await open('postgresql://user:invented@no-such-host.invalid/shop'))
    expect(result.code).toMatch(/unreachable|timed-out/)
  })

  it('because the server never answers', async () => {
    const port = await listen(() => undefined)
    const result = failure(await open(`postgresql://user:invented@127.0.0.1:${port}/shop`, { limitMs: 150 }))
    expect(result).toMatchObject({ code: 'timed-out' })
  })

  it('because something else listens', async () => {
    const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const result = failure(await open(`postgresql://user:invented@127.0.0.1:${port}/shop`, { limitMs: 1_000 }))
    expect(['unreachable', 'timed-out']).toContain(result.code)
  })

  it('because encryption is demanded and not offered', async () => {
    expect(failure(await open(`${url}?sslmode=require`)).code).toBe('tls')
  })

  it('because it is of another kind', async () => {
    const result = failure(await open('mongodb://user:invented@127.0.0.1/shop'))
    expect(result).toMatchObject({ code: 'unsupported', where: { dialect: 'MongoDB' } })
    expect(JSON.stringify(result)).not.toContain('invented')
  })

  it('because the user ended the run', async () => {
    const abort = new AbortController()
    const port = await listen(() => abort.abort(new Error('ended by the user')))
    await expect(open(`postgresql://user:invented@127.0.0.1:${port}/shop`, { signal: abort.signal })).rejects.toThrow(
      'ended by the user',
    )
  })
})
