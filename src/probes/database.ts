import type { DatabaseOpenResult, DatabaseSession } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'
import type { Observation, Probe, ProbeContext, Unavailable } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Origin } from '../core/settings.ts'
import { limitWithinBudget } from './limit-within-budget.ts'

/** The shop's database, opened read-only, or why it did not open. */
export interface DatabaseAccess {
  readonly result: DatabaseOpenResult
  readonly origin: Origin
}

const usualOpenMs = 8_000
const statementLimitMs = 5_000

/** Opens the database once per run and closes it at the end. */
export const database: Probe<DatabaseAccess> = {
  id: 'database',
  activity: 'opening the database',
  async run({ settings, ports, signal, defer }) {
    const setting = settings.get('databaseUrl')
    if (setting === undefined || setting.value.length === 0)
      return unavailable('not-configured', 'a database (set `DATABASE_URL` or give --database-url)')
    const localOnly = settings.get('offline')?.value === true
    const limitMs = limitWithinBudget(settings, usualOpenMs)
    const limits = { limitMs, statementLimitMs, signal, localOnly }
    const result = await ports.database.open(setting.value, limits)
    if (result.kind === 'open') defer(() => result.session.close())
    if (result.kind === 'failure' && result.code === 'unsupported') return unavailable('unsupported', result.detail)
    if (result.kind === 'failure' && result.code === 'not-local')
      return unavailable('offline', 'the network (--offline allows loopback only)')
    return observed({ result, origin: setting.origin })
  },
}

/** The session, or the reason why what needs one cannot be observed. */
export async function observeSession({ observe }: ProbeContext): Promise<Observation<DatabaseSession>> {
  const access = await observe(database)
  if (!access.available) return access
  const { result } = access.value
  return result.kind === 'open' ? observed(result.session) : unavailable('blocked', 'a database that opens')
}

/** Turns a refused query into the reason why something could not be observed; anything else is thrown on. */
export function explainQueryError(error: unknown): Unavailable {
  if (!(error instanceof DatabaseQueryError)) throw error
  if (error.sqlState === '57014')
    return unavailable('timed-out', `an answer of the database within ${statementLimitMs / 1_000} s`)
  if (error.sqlState === '42501') return unavailable('denied', `the right to read: ${error.message}`)
  return unavailable('blocked', `a database that answers (SQLSTATE ${error.sqlState}: ${error.message})`)
}
