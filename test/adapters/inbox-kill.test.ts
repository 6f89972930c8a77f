import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readInboxFiles } from '../../src/adapters/inbox-files-read.ts'
import { openSeal } from '../../src/adapters/inbox-seal-node.ts'
import { buildStkSuccess } from '../../src/daraja/stk-callback.ts'
import { readLine } from '../../src/inbox/event-lines.ts'
import { exactRequest } from '../../src/inbox/protect.ts'
import { ordinaryPort } from '../helpers/app-process.ts'
import { type BundledProgram, bundleProgram } from '../helpers/bundle-program.ts'
import { type InboxProcess, startInboxProcess } from '../helpers/inbox-process.ts'

const callbacks = Number(process.env.MPESA_DOCTOR_CALLBACKS ?? 1_000)
const kills = Number(process.env.MPESA_DOCTOR_KILLS ?? 3)
const seed = Number(process.env.MPESA_DOCTOR_SEED ?? Date.now() % 1_000_000)
const concurrency = 100

let program: BundledProgram

beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'inbox-server-child.ts'))
})

afterAll(() => program.remove())

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function startApp() {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    request.resume().on('end', () => response.end('{"ResultCode":0,"ResultDesc":"Accepted"}'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked }
}

const checkoutId = (index: number) => `ws_CO_231120261419${String(index).padStart(8, '0')}708374149`

const bodyOf = (index: number) =>
  buildStkSuccess({
    merchantRequestId: `29115-34620561-${index}`,
    checkoutRequestId: checkoutId(index),
    amount: 1_500,
    receipt: 'UJ6E59176X',
    transactionDate: '20261123141953',
    phone: '254708374149',
  })

/** An inbox that is killed at moments of its own, and comes up again on the same port. */
async function startMortalInbox(project: string, forward: string) {
  const random = randomFrom(seed)
  const port = await ordinaryPort()
  const moments = Array.from({ length: kills }, () => Math.floor(random() * callbacks * 0.95)).sort((a, b) => a - b)
  let killed = 0
  let killedWhileStarting = 0
  let current: InboxProcess | undefined
  let isRunning = false
  let up = revive()

  async function revive(): Promise<void> {
    await current?.ended
    for (;;) {
      current = startInboxProcess({ program: program.path, project, port, forward })
      const { child, ready } = current
      // Each third start is cut short as well: its lock is left behind just the same.
      if (killed % 3 === 2 && killedWhileStarting * 3 < killed) {
        killedWhileStarting++
        setTimeout(() => child.kill('SIGKILL'), random() * 200)
        await current.ended
        continue
      }
      if ((await ready) === null) throw new Error('the inbox did not come up again')
      isRunning = true
      return
    }
  }

  onTestFinished(() => void current?.child.kill('SIGKILL'))
  await up
  return {
    url: `http://127.0.0.1:${port}`,
    /** Resolves while it runs, as far as is known. */
    up: () => up,
    killed: () => killed,
    killedWhileStarting: () => killedWhileStarting,
    /** To be told of each acknowledgement. */
    acknowledged(count: number) {
      if (!isRunning || count < (moments[killed] ?? Number.POSITIVE_INFINITY)) return
      killed++
      isRunning = false
      const inbox = current
      setTimeout(() => inbox?.child.kill('SIGKILL'), random() * 30)
      up = revive()
    },
    async stop() {
      await up
      current?.child.kill('SIGKILL')
      await current?.ended
    },
  }
}

interface Sent {
  readonly index: number
  readonly isAcknowledged: boolean
}

/** Sends every callback until it is acknowledged, each attempt under a name of its own. */
async function sendAll(inbox: Awaited<ReturnType<typeof startMortalInbox>>): Promise<ReadonlyMap<string, Sent>> {
  const pool = new Pool(inbox.url, { connections: concurrency })
  const attempts = new Map<string, Sent>()
  let next = 0
  let acknowledged = 0

  async function attempt(index: number, name: string): Promise<boolean> {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: `/callback?attempt=${name}`,
        headers: { 'content-type': 'application/json' },
        body: bodyOf(index),
      })
      const text = await body.text()
      // It is up or it is not: there is nothing in between.
      if (statusCode !== 200) throw Object.assign(new Error(`${statusCode} ${text}`), { isRefusal: true })
      attempts.set(name, { index, isAcknowledged: true })
      return true
    } catch (error) {
      if (error instanceof Error && 'isRefusal' in error) throw error
      attempts.set(name, { index, isAcknowledged: false })
      return false
    }
  }

  const worker = async () => {
    while (next < callbacks) {
      const index = next++
      for (let count = 1; !(await attempt(index, `${index}-${count}`)); count++) {
        if (count > kills + 1) throw new Error(`callback ${index} was refused ${count} times`)
        await inbox.up()
      }
      inbox.acknowledged(++acknowledged)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker)).finally(() => pool.destroy())
  return attempts
}

/** Reads the files without the program's own reader: what each holds, and what is torn in it. */
function readRaw(folder: string) {
  const numbers: number[] = []
  const answered: number[] = []
  let torn = 0
  let misplaced = 0
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    for (const [at, text] of lines.entries()) {
      const line = readLine(text)
      if (line?.type === 'request') numbers.push(line.number)
      else if (line?.type === 'answer') answered.push(line.number)
      else if (line === undefined && text !== '') {
        torn++
        if (at !== lines.length - 1) misplaced++
      }
    }
  }
  return { numbers, answered, torn, misplaced }
}

describe('an inbox that is killed while callbacks come', () => {
  it(`keeps each of ${callbacks} acknowledged ones exactly once, over ${kills} kills (seed ${seed})`, {
    timeout: 30_000 + callbacks * 10 + kills * 3_000,
  }, async () => {
    const project = mkdtempSync(join(tmpdir(), 'mpesa-doctor-kill-'))
    onTestFinished(() => rmSync(project, { recursive: true, force: true, maxRetries: 5 }))
    const app = await startApp()
    const startedMs = performance.now()
    const inbox = await startMortalInbox(project, app.url)
    const attempts = await sendAll(inbox)
    await inbox.stop()
    const seconds = (performance.now() - startedMs) / 1_000

    const folder = join(project, '.mpesa-doctor', 'inbox')
    const events = await readInboxFiles(folder)
    const seal = await openSeal(join(project, 'key'))
    const byAttempt = new Map<string, (typeof events)[number][]>()
    for (const event of events) {
      const name = new URL(event.request.target, 'http://inbox').searchParams.get('attempt') ?? ''
      byAttempt.set(name, [...(byAttempt.get(name) ?? []), event])
    }

    const acknowledged = [...attempts].filter(([, { isAcknowledged }]) => isAcknowledged)
    const unanswered = (name: string) => byAttempt.get(name)?.filter(({ answer }) => answer?.status !== 200) ?? []
    // One acknowledgement, one event, answered as the sender was told.
    const wrong = acknowledged.filter(([name]) => byAttempt.get(name)?.length !== 1 || unanswered(name).length > 0)
    expect(wrong).toEqual([])
    expect(new Set(acknowledged.map(([, { index }]) => index)).size).toBe(callbacks)
    expect(acknowledged).toHaveLength(callbacks)
    // An attempt that nobody acknowledged may have left an event, never two, and nothing came from nowhere.
    expect([...byAttempt].filter(([name, { length }]) => length > 1 || !attempts.has(name))).toEqual([])
    // Each is the callback that was sent, to the byte.
    const changed = events.filter(({ request }) => {
      const exact = exactRequest(request, seal)
      const name = new URL(request.target, 'http://inbox').searchParams.get('attempt') ?? ''
      return exact?.body.content !== bodyOf(attempts.get(name)?.index ?? -1)
    })
    expect(changed).toEqual([])

    const raw = readRaw(folder)
    expect(raw.numbers.every((number, at) => number > (raw.numbers[at - 1] ?? 0))).toBe(true)
    expect(new Set(raw.answered).size).toBe(raw.answered.length)
    expect(raw.numbers).toEqual(events.map(({ number }) => number))
    expect(raw.misplaced).toBe(0)
    expect(inbox.killed()).toBe(kills)

    const repeated = attempts.size - callbacks
    const left = events.length - callbacks
    process.stdout.write(
      `${callbacks} callbacks, ${kills} kills and ${inbox.killedWhileStarting()} while starting: ` +
        `${repeated} attempts failed, ${left} of them are in the inbox (${events.filter(({ answer }) => answer === null).length} without an answer), ` +
        `${raw.torn} torn lines, ${app.asked()} reached the app, ${seconds.toFixed(1)} s\n`,
    )
  })
})
