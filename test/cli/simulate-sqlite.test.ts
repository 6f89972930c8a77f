import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import { pendingId, receipt } from '../helpers/shop-schemas.ts'
import { noSqlite, openForWriting } from '../helpers/sqlite.ts'

describe.skipIf(noSqlite !== '')(`simulate with a file of SQLite${noSqlite}`, () => {
  it('shows what the app did to the order, and to the rows that refer to it', async () => {
    const folder = makeProject({ '.env': envFile({ DATABASE_URL: 'sqlite:shop.db' }) })
    const database = openForWriting(join(folder, 'shop.db'))
    database.exec(`PRAGMA journal_mode = WAL;
      CREATE TABLE orders (id INTEGER PRIMARY KEY, order_number TEXT, total INTEGER, status TEXT, checkout_request_id TEXT UNIQUE, mpesa_receipt TEXT, paid_at TEXT);
      CREATE TABLE order_events (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders, what TEXT);
      INSERT INTO orders VALUES (1, 'S-1', 1500, 'pending', '${pendingId}', NULL, NULL);`)
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        database.exec(
          `UPDATE orders SET status = 'paid', mpesa_receipt = '${receipt}', paid_at = '2026-11-23 05:00:00' WHERE id = 1; INSERT INTO order_events (order_id, what) VALUES (1, 'paid')`,
        )
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ResultCode":0}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
      database.close()
    })
    const { port } = server.address() as AddressInfo
    const argv = [
      'simulate',
      pendingId,
      '--app-url',
      `http://127.0.0.1:${port}/callback`,
      '--receipt',
      receipt,
      '--json',
    ]
    const { stdout } = await runCli(argv, { cwd: folder })
    const { deliveries } = JSON.parse(stdout) as { deliveries: readonly Readonly<Record<string, unknown>>[] }
    expect(deliveries[0]).toMatchObject({
      before: { status: 'pending' },
      after: { status: 'paid', mpesa_receipt: receipt },
      related: [{ table: 'order_events', id: '1', kind: 'added' }],
    })
  })
})
