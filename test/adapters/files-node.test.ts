import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nodeFiles } from '../../src/adapters/files-node.ts'

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mpesa-doctor-files-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const isRoot = process.getuid?.() === 0

describe('the facts of a path', () => {
  it('are those of the file behind a link', async () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'file'), 'abc')
    symlinkSync(join(folder, 'file'), join(folder, 'link'))
    expect(await nodeFiles.stat(join(folder, 'link'))).toMatchObject({ kind: 'file', bytes: 3 })
  })

  it.each<[string, (folder: string) => string]>([
    ['is not there', (folder) => join(folder, 'nothing')],
    [
      'stands below a file',
      (folder) => {
        writeFileSync(join(folder, 'file'), '')
        return join(folder, 'file', '.env')
      },
    ],
    [
      'is a link to itself',
      (folder) => {
        symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
        return join(folder, 'loop')
      },
    ],
    ['is longer than a name can be', (folder) => join(folder, 'x'.repeat(300))],
  ])('are null if it %s', async (_, make) => {
    expect(await nodeFiles.stat(make(makeFolder()))).toBeNull()
  })

  it.skipIf(isRoot || process.platform === 'win32')('are null in a folder that this user may not enter', async () => {
    const closed = join(makeFolder(), 'closed')
    mkdirSync(closed)
    writeFileSync(join(closed, '.env'), '')
    chmodSync(closed, 0)
    try {
      expect(await nodeFiles.stat(join(closed, '.env'))).toBeNull()
    } finally {
      chmodSync(closed, 0o700)
    }
  })
})
