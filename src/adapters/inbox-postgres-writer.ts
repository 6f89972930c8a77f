import { InboxError } from '../inbox/inbox-store.ts'
import type { PostgresAddress } from './database-postgres-url.ts'
import { type Begin, type Finish, writeBatch } from './inbox-postgres-batch.ts'
import { connectInbox, type InboxConnection, nameOf } from './inbox-postgres-connection.ts'
import { isDenied, prepareTable, sqlStateOf } from './inbox-postgres-table.ts'

/** Writes what many callbacks hand in at once as one transaction after the other, over one connection that is renewed. */
export interface InboxWriter {
  /** Resolves to the number once the request is committed. */
  begin(begin: Begin): Promise<number>
  /** Resolves once the answer is committed. */
  finish(finish: Finish): Promise<void>
  /** Runs on the same connection, between two transactions. */
  query(sql: string, values: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

type Task = {
  readonly size: number
  readonly reject: (error: unknown) => void
} & (
  | { readonly kind: 'begin'; readonly begin: Begin; readonly resolve: (number: number) => void }
  | { readonly kind: 'finish'; readonly finish: Finish; readonly resolve: () => void }
)

const batchTasks = 500
const batchCharacters = 4_194_304

export async function openInboxWriter(address: PostgresAddress): Promise<InboxWriter> {
  const where = nameOf(address)
  let connection: InboxConnection | undefined
  let tasks: Task[] = []
  let tail: Promise<unknown> = Promise.resolve()
  let running: Promise<void> | undefined
  let isClosed = false

  async function connected(): Promise<InboxConnection> {
    if (connection?.isAlive === true) return connection
    const fresh = await connectInbox(address)
    try {
      await prepareTable(fresh, where)
    } catch (error) {
      await fresh.close()
      throw error
    }
    connection = fresh
    return fresh
  }

  /** Twice at most: a connection that has died is noticed only when it is used. */
  async function attempt<T>(work: (connection: InboxConnection) => Promise<T>): Promise<T> {
    for (let round = 1; ; round++) {
      try {
        return await work(await connected())
      } catch (error) {
        if (error instanceof InboxError) throw error
        if (round === 1 && isPassing(error, connection)) {
          await renew()
          continue
        }
        throw toInboxError(error, where)
      }
    }
  }

  /** Also makes the table again, should it have been dropped. */
  async function renew(): Promise<void> {
    const old = connection
    connection = undefined
    await old?.close()
  }

  /** One after the other: the driver does not interleave. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work)
    tail = result.catch(() => undefined)
    return result
  }

  async function run(): Promise<void> {
    // Whoever comes in the same moment is served together.
    await Promise.resolve()
    while (tasks.length > 0) {
      const batch = take()
      try {
        const numbers = await inTurn(() => attempt((session) => write(session, batch)))
        for (const task of batch) settle(task, numbers)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = undefined
  }

  function take(): readonly Task[] {
    let size = 0
    const end = tasks.findIndex((task, index) => {
      size += task.size
      return index >= batchTasks || (index > 0 && size > batchCharacters)
    })
    const batch = end === -1 ? tasks : tasks.slice(0, end)
    tasks = end === -1 ? [] : tasks.slice(end)
    return batch
  }

  function add(task: Task): void {
    if (isClosed) {
      task.reject(new InboxError('other', where, 'the inbox is closed'))
      return
    }
    tasks.push(task)
    running ??= run()
  }

  await connected().catch((error) => {
    throw toInboxError(error, where)
  })

  return {
    begin: (begin) =>
      new Promise((resolve, reject) => add({ kind: 'begin', begin, size: begin.request.length, resolve, reject })),
    finish: (finish) =>
      new Promise((resolve, reject) => add({ kind: 'finish', finish, size: finish.answer.length, resolve, reject })),
    query: (sql, values) => inTurn(() => attempt((session) => session.query(sql, values))),
    async close() {
      isClosed = true
      await running
      await tail
      await renew()
    },
  }
}

function write(connection: InboxConnection, batch: readonly Task[]): Promise<ReadonlyMap<string, number>> {
  return writeBatch(
    connection,
    batch.flatMap((task) => (task.kind === 'begin' ? [task.begin] : [])),
    batch.flatMap((task) => (task.kind === 'finish' ? [task.finish] : [])),
  )
}

function settle(task: Task, numbers: ReadonlyMap<string, number>): void {
  if (task.kind === 'finish') {
    task.resolve()
    return
  }
  const number = numbers.get(task.begin.id)
  if (number === undefined) task.reject(new Error('the database gave a request no number'))
  else task.resolve(number)
}

/** Worth a second try: the connection is gone, the server restarts or gave up a deadlock, the table was dropped. */
function isPassing(error: unknown, connection: InboxConnection | undefined): boolean {
  return connection?.isAlive !== true || /^(?:57P|08|40|42P01)/.test(sqlStateOf(error))
}

export function toInboxError(error: unknown, where: string): InboxError {
  if (error instanceof InboxError) return error
  const state = sqlStateOf(error)
  // Errors of the server have five characters; what the driver and the system say is not passed on.
  const isServer = /^[0-9A-Z]{5}$/.test(state)
  if (isDenied(error)) return new InboxError('denied', where, `the shared inbox may not be used (${state})`, error)
  if (/^53[12]00$/.test(state))
    return new InboxError('no-space', where, `there is no space left for the shared inbox (${state})`, error)
  if (isServer && !/^(?:57P|08)/.test(state))
    return new InboxError('other', where, `the database refused to keep it (${state})`, error)
  return new InboxError('unreachable', where, 'the shared inbox cannot be reached', error)
}
