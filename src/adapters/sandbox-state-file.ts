import { open, readFile, rename, unlink } from 'node:fs/promises'
import { KnownError } from '../core/errors.ts'
import type { LedgerSnapshot } from '../sandbox/ledger/ledger.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'

const lists = ['wallets', 'accounts', 'payments', 'pushes', 'c2bUrls', 'originators'] as const

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
  return state
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

function parse(text: string): LedgerSnapshot | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null
    const isOurs = value?.version === 1 && lists.every((name) => Array.isArray(value[name]))
    return isOurs ? (value as unknown as LedgerSnapshot) : undefined
  } catch {
    return undefined
  }
}

function foreign(path: string, why: string): KnownError {
  return new KnownError('usage', 'state-unreadable', `${path} is no state of a sandbox: ${why}`, {
    fix: { summary: 'name another file behind --state; one that does not exist is made' },
  })
}
