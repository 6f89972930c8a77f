import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir as systemTmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { successCallback } from './helpers/callbacks.ts'
import { send } from './helpers/http.ts'

const base = process.getuid?.() === 0 ? '/tmp' : systemTmpdir()
let tmpdir: string
const signal = new AbortController().signal

beforeAll(async () => {
  tmpdir = await mkdtemp(join(base, 'mpesa-doctor-test-'))
  await chmod(tmpdir, 0o711)
})

afterAll(async () => {
  await rm(tmpdir, { recursive: true, force: true })
})

async function readEnv(demo: Demo): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(demo.folder, '.env'), 'utf8')
  return Object.fromEntries([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, key, value]) => [key, value]))
}

describe('startDemo', () => {
  it('makes a project that leads to the running shop, and takes everything away', async () => {
    const demo = await startDemo({ tmpdir, signal, settings: { offline: true } })
    const env = await readEnv(demo)
    expect(env).toMatchObject({
      MPESA_ENVIRONMENT: 'sandbox',
      MPESA_SHORTCODE: '174379',
      MPESA_CALLBACK_URL: 'https://duka-demo.co.ke/api/payments/mpesa/callback',
      MPESA_CONSUMER_KEY: expect.stringMatching(/^[A-Za-z0-9]{48}$/),
      MPESA_CONSUMER_SECRET: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
      PORT: new URL(demo.appUrl).port,
      DATABASE_URL: demo.databaseUrl,
    })
    const config = JSON.parse(await readFile(join(demo.folder, 'mpesa-doctor.config.json'), 'utf8'))
    expect(config).toEqual({
      connectTo: demo.connectTo,
      cacert: 'ca.pem',
      darajaUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      testOrder: demo.orders.test.checkoutRequestId,
      offline: true,
    })
    expect(config.connectTo[0]).toMatch(/^duka-demo\.co\.ke:443:127\.0\.0\.1:\d+$/)
    expect(config.testOrder).toMatch(/^ws_CO_\d{15,17}708374149$/)

    const envFile = await stat(join(demo.folder, '.env'))
    expect(envFile.mtimeMs).toBeLessThan(Date.now() - 3_600_000)
    if (process.platform !== 'win32') {
      expect(envFile.mode & 0o777).toBe(0o600)
      expect((await stat(demo.folder)).mode & 0o077).toBe(0)
      expect((await stat(join(dirname(demo.folder), 'owner.json'))).mode & 0o077).toBe(0)
    }

    const ca = await readFile(join(demo.folder, 'ca.pem'), 'utf8')
    const port = Number(config.connectTo[0].split(':').at(-1))
    const answer = await send(demo.publicUrl, { body: successCallback(config.testOrder), ca, port })
    expect(answer).toMatchObject({ status: 200, headers: { server: 'nginx' } })
    const client = new pg.Client(env.DATABASE_URL)
    await client.connect()
    const { rows } = await client.query('select payment_status from orders where checkout_request_id = $1', [
      config.testOrder,
    ])
    expect(rows).toEqual([{ payment_status: 'PAID' }])
    await client.end()

    await Promise.all([demo.stop(), demo.stop()])
    await demo.stop()
    expect(await readdir(tmpdir)).toEqual([])
    await expect(send(demo.appUrl)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(send(demo.publicUrl, { ca, port })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(demo.repair()).rejects.toThrow('stopped')
  })

  it.each(['system', 'package'] as const)('runs with the %s', async (postgres) => {
    const demo = await startDemo({ tmpdir, signal, postgres, fault: 'get-only' }).catch((error) => {
      // Not every machine that runs the tests has a PostgreSQL of its own.
      if (postgres === 'system' && error.code === 'demo/postgres-missing') return null
      throw error
    })
    expect(demo?.database.origin ?? postgres).toBe(postgres)
    expect(demo?.fault?.name ?? 'get-only').toBe('get-only')
    await demo?.repair()
    expect(demo?.fault ?? null).toBeNull()
    await demo?.stop()
  })

  it('stops while the shop still works on an answer', async () => {
    let onSleep = (): void => {}
    const sleeping = new Promise<void>((resolve) => {
      onSleep = resolve
    })
    const clock = {
      now: () => new Date(),
      sleep: (ms: number, gone: AbortSignal) => {
        onSleep()
        return sleep(ms, undefined, { signal: gone })
      },
    }
    const demo = await startDemo({ tmpdir, signal, clock, fault: 'slow-answer' })
    const answer = send(`${demo.appUrl}/api/payments/mpesa/callback`, { body: successCallback('ws_CO_1') })
    answer.catch(() => {})
    await sleeping
    const repairing = demo.repair()
    await demo.stop()
    await repairing
    await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await readdir(tmpdir)).toEqual([])
  })

  it('stops while a query of the shop waits for a lock', async () => {
    const demo = await startDemo({ tmpdir, signal })
    const client = new pg.Client(demo.databaseUrl)
    client.on('error', () => {})
    await client.connect()
    await client.query('begin')
    await client.query('lock table orders in access exclusive mode')
    const answer = send(`${demo.appUrl}/api/payments/mpesa/callback`, { body: successCallback('ws_CO_1') })
    answer.catch(() => {})
    const waiting = async (): Promise<unknown> =>
      (await client.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount
    await expect.poll(waiting).toBe(1)
    await demo.stop()
    await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await readdir(tmpdir)).toEqual([])
  })

  it('refuses an unknown fault before it starts anything', async () => {
    await expect(startDemo({ tmpdir, signal, fault: 'nonsense' })).rejects.toMatchObject({ code: 'demo/unknown-fault' })
    expect(await readdir(tmpdir)).toEqual([])
  })

  it.each([0, 200, 600])('leaves nothing behind when it is aborted after about %i ms', async (ms) => {
    const stop = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => stop.abort(reason), ms)
    const outcome = await startDemo({ tmpdir, signal: stop.signal }).catch((error) => error)
    // On a fast machine the demo may have been ready first.
    if (outcome !== reason) await (outcome as Demo).stop()
    expect(await readdir(tmpdir)).toEqual([])
  })
})
