import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNodeProcesses } from '../../src/adapters/processes-node.ts'
import { findListenersByLsof, readFolders, readListening } from '../../src/adapters/processes-node-lsof.ts'
import { readSocketTable } from '../../src/adapters/processes-node-sockets.ts'
import { makeTree } from '../checks/env-precedence/make-tree.ts'
import { startApp } from '../helpers/app-process.ts'

describe("the kernel's table of sockets", () => {
  const line = (local: string, state = '0A', inode = '4711') =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0`

  it.each([
    ['0100007F:1388', '127.0.0.1', 5000],
    ['00000000:1F90', '0.0.0.0', 8080],
    ['0200A8C0:0050', '192.168.0.2', 80],
    ['00000000000000000000000001000000:1388', '::1', 5000],
    ['00000000000000000000000000000000:1388', '::', 5000],
    ['0000000000000000FFFF00000100007F:1388', '127.0.0.1', 5000],
    ['B80D0120000000000000000001000000:1388', '2001:db8::1', 5000],
  ])('names %s', (local, address, port) => {
    expect(readSocketTable(`  sl  local_address rem_address   st\n${line(local)}\n`)).toEqual([
      { name: 'socket:[4711]', address, port },
    ])
  })

  it('holds connections, too, which are left out', () => {
    expect(readSocketTable(line('0100007F:1388', '01'))).toEqual([])
    expect(readSocketTable('')).toEqual([])
  })
})

describe('the words of lsof', () => {
  it('name processes and where they listen', () => {
    const text =
      'p812\ncpython3.12\nf3\ntIPv4\nn127.0.0.1:5000\nf4\ntIPv6\nn[::1]:5000\np900\ncnode\nf20\ntIPv6\nn*:3000\nf21\ntIPv4\nn*:3001\n'
    expect(readListening(text)).toEqual([
      { pid: 812, program: 'python3.12', address: '127.0.0.1', port: 5000 },
      { pid: 812, program: 'python3.12', address: '::1', port: 5000 },
      { pid: 900, program: 'node', address: '::', port: 3000 },
      { pid: 900, program: 'node', address: '0.0.0.0', port: 3001 },
    ])
    expect(readListening(undefined)).toBeUndefined()
    expect([...readFolders('p812\nfcwd\nn/Users/wanjiru/duka\np900\nfcwd\nn/\n')]).toEqual([
      [812, '/Users/wanjiru/duka'],
      [900, '/'],
    ])
  })

  it('are missing where it cannot be run', async () => {
    expect(await findListenersByLsof('/nowhere/lsof', '/tmp', 1)).toEqual({ kind: 'unsupported' })
  })
})

const lsof = ['/usr/sbin/lsof', '/usr/bin/lsof'].find((file) => existsSync(file))

describe.skipIf(process.platform !== 'linux')('who listens in a folder', () => {
  const ways = [
    ['/proc', (folder: string) => createNodeProcesses('linux').listenersIn(folder)],
    ...(lsof === undefined
      ? []
      : ([['lsof', (folder: string) => findListenersByLsof(lsof, folder, process.pid)]] as const)),
  ] as const

  it.each(ways)('is found by %s, also below it and through a link', async (_, ask) => {
    const folder = makeTree({ 'api/app.js': '' })
    const beside = makeTree({})
    const below = await startApp(join(folder, 'api'))
    await startApp(beside)
    const expected = {
      kind: 'found',
      listeners: [
        {
          pid: below.pid,
          program: basename(process.execPath),
          folder: join(folder, 'api'),
          address: '127.0.0.1',
          port: below.port,
        },
      ],
    }
    expect(await ask(folder)).toEqual(expected)
    const link = join(beside, 'link')
    symlinkSync(folder, link)
    expect(await ask(link)).toEqual(expected)
    await below.end()
    expect(await ask(folder)).toEqual({ kind: 'found', listeners: [] })
  })

  it.each(ways)('is not found by %s in a folder whose name merely begins alike', async (_, ask) => {
    const folder = makeTree({})
    mkdirSync(join(folder, 'shop'))
    mkdirSync(join(folder, 'shop-two'))
    await startApp(join(folder, 'shop-two'))
    expect(await ask(join(folder, 'shop'))).toEqual({ kind: 'found', listeners: [] })
  })
})

it.each([['win32'], ['freebsd']] as const)('nobody is asked on %s', async (platform) => {
  expect(await createNodeProcesses(platform).listenersIn('/tmp')).toEqual({ kind: 'unsupported' })
})
