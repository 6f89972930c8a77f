import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A user of this machine as a process can run under it. */
export interface SystemAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Who may run a PostgreSQL server when we are root, which PostgreSQL refuses to run as. */
const unprivilegedNames = ['postgres', '_postgres', 'nobody', 'daemon']

/** Reads `/etc/passwd`; null if it has none of the usual accounts without privileges. */
export async function findUnprivilegedAccount(passwdFile = '/etc/passwd'): Promise<SystemAccount | null> {
  const accounts = parsePasswd(await readFile(passwdFile, 'utf8').catch(() => ''))
  for (const name of unprivilegedNames) {
    const account = accounts.find((candidate) => candidate.name === name)
    if (account) return account
  }
  return null
}

/** Accounts with uid 0 and those that macOS numbers from -1 downwards are left out: no process can be run as them. */
export function parsePasswd(text: string): readonly SystemAccount[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(':'))
    .map(([name = '', , uid = '', gid = '']) => ({
      name,
      uid: Number(uid || Number.NaN),
      gid: Number(gid || Number.NaN),
    }))
    .filter(({ name, uid, gid }) => name !== '' && uid > 0 && gid >= 0)
}

/** Whether the account may execute that file, or enter that folder: it and every folder above must let it. */
export async function canReach(account: SystemAccount, file: string): Promise<boolean> {
  for (let path = file; ; path = dirname(path)) {
    const facts = await stat(path).catch(() => null)
    if (facts === null || (facts.mode & executeBit(account, facts)) === 0) return false
    if (path === dirname(path)) return true
  }
}

function executeBit(account: SystemAccount, owner: { readonly uid: number; readonly gid: number }): number {
  if (owner.uid === account.uid) return 0o100
  return owner.gid === account.gid ? 0o010 : 0o001
}
