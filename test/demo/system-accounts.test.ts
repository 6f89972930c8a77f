import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { canReach, findUnprivilegedAccount, parsePasswd } from '../../src/demo/system-accounts.ts'

const passwd = `# comment
root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
_mac:*:-2:-2:Unprivileged:/var/empty:/usr/bin/false
broken line
postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash
`

it('reads accounts and leaves out root and those without a usable number', () => {
  expect(parsePasswd(passwd).map((account) => account.name)).toEqual(['nobody', 'postgres'])
})

it('prefers the account of PostgreSQL', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-test-'))
  try {
    const file = join(folder, 'passwd')
    await writeFile(file, passwd)
    expect(await findUnprivilegedAccount(file)).toEqual({ name: 'postgres', uid: 101, gid: 104 })
    await writeFile(file, passwd.replace('postgres', 'somebody'))
    expect(await findUnprivilegedAccount(file)).toMatchObject({ name: 'nobody' })
    expect(await findUnprivilegedAccount(join(folder, 'missing'))).toBeNull()
  } finally {
    await rm(folder, { recursive: true })
  }
})

it.skipIf(process.platform === 'win32')('sees a closed folder anywhere on the way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-test-'))
  try {
    const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 }
    const file = join(folder, 'open', 'program')
    await mkdir(join(folder, 'open'))
    await writeFile(file, '')
    await chmod(file, 0o755)
    await chmod(folder, 0o700)
    expect(await canReach(stranger, file)).toBe(false)
    await chmod(folder, 0o711)
    expect(await canReach(stranger, file)).toBe(true)
    await chmod(file, 0o644)
    expect(await canReach(stranger, file)).toBe(false)
  } finally {
    await rm(folder, { recursive: true })
  }
})
