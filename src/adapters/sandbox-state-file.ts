import { open, readFile, rename, unlink } from 'node:fs/promises'
import { KnownError } from '../core/errors.ts'
import type { LedgerSnapshot } from '../sandbox/ledger/ledger.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'

type Form = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'object'>>

/** What an entry of each list must have; a file that somebody edited is taken as a whole or not at all. */
const lists: Readonly<Record<'wallets' | 'accounts' | 'payments' | 'pushes' | 'c2bUrls' | 'originators', Form | null>> =
  {
    wallets: { phone: 'string', name: 'string', balance: 'number', on: 'boolean', pin: 'string', messages: 'object' },
    accounts: { shortcode: 'string', name: 'string', kind: 'string', balances: 'object' },
    payments: { receipt: 'string', at: 'string', from: 'string', to: 'string', amount: 'number', reversed: 'boolean' },
    pushes: { checkoutRequestId: 'string', shortcode: 'string', phone: 'string', amount: 'number', result: 'object' },
    c2bUrls: { 0: 'string', 1: 'object' },
    originators: null,
  }

/**
 * Money, phones and payments of an earlier run; null if there is no such file yet.
 * @throws KnownError for a file of something else, which is left as it is
 */
export async function readSandboxState(path: string): Promise<LedgerSnapshot | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw foreign(path, `it cannot be read (${errnoOf(error) ?? 'unknown error'})`)
  }
  const state = parse(text)
  if (state === undefined) throw foreign(path, 'it holds something else')
  const broken = findBroken(state)
  if (broken !== undefined) throw foreign(path, `${broken} is not as the sandbox writes it`)
  return state as unknown as LedgerSnapshot
}

/** Replaces the file in one step, so that a crash leaves the old one or the new one. For this user alone. */
export async function writeSandboxState(path: string, state: LedgerSnapshot): Promise<void> {
  const temporary = `${path}.${process.pid}`
  try {
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(JSON.stringify(state))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw new KnownError(
      'usage',
      'state-unwritable',
      `The state cannot be written to ${path} (${errnoOf(error) ?? 'unknown error'})`,
      {
        fix: { summary: 'name another file behind --state' },
      },
    )
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null
    return value?.version === 1 ? value : undefined
  } catch {
    return undefined
  }
}

/** `wallets[3].balance`, the first that is wrong. */
function findBroken(state: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, form] of Object.entries(lists)) {
    const list = state[name]
    if (!Array.isArray(list)) return name
    for (const [index, entry] of list.entries()) {
      if (form === null ? typeof entry !== 'string' : typeof entry !== 'object' || entry === null)
        return `${name}[${index}]`
      const field = Object.keys(form ?? {}).find((key) => typeof entry[key] !== form?.[key])
      if (field !== undefined) return `${name}[${index}].${field}`
    }
  }
  return undefined
}

function foreign(path: string, why: string): KnownError {
  return new KnownError('usage', 'state-unreadable', `${path} is no state of a sandbox: ${why}`, {
    fix: { summary: 'name another file behind --state; one that does not exist is made' },
  })
}
