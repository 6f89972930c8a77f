import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const isNode20 = process.versions.node.startsWith('20.')

/** A package whose only module says who it is, started as the real one is. */
function makePackage(greeting: string): { readonly folder: string; readonly home: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-cache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  for (const name of ['bin', 'dist', 'home']) mkdirSync(join(folder, name))
  for (const name of ['mpesa-doctor.cjs', 'code-cache.cjs']) cpSync(join(root, 'bin', name), join(folder, 'bin', name))
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.3" }')
  say({ folder }, greeting)
  return { folder, home }
}

function say({ folder }: { readonly folder: string }, greeting: string): void {
  writeFileSync(
    join(folder, 'dist', 'entry.cjs'),
    `exports.run = async () => { console.log(${JSON.stringify(greeting)}); return 0 }\n`,
  )
}

async function start(
  made: ReturnType<typeof makePackage>,
  variables: Readonly<Record<string, string>> = {},
  words: readonly string[] = ['check-env'],
) {
  const { XDG_CACHE_HOME: _, NODE_DISABLE_COMPILE_CACHE: __, ...others } = process.env
  const env = { ...others, HOME: made.home, LOCALAPPDATA: made.home, ...variables }
  const bin = join(made.folder, 'bin', 'mpesa-doctor.cjs')
  return (await run(process.execPath, [bin, ...words], { env })).stdout.trim()
}

function kept({ home }: ReturnType<typeof makePackage>): readonly string[] {
  const folder = ['.cache/mpesa-doctor', 'Library/Caches/mpesa-doctor', 'mpesa-doctor']
    .map((name) => join(home, name))
    .find((path) => existsSync(path))
  return folder === undefined ? [] : readdirSync(folder).map((name) => join(folder, name))
}

describe('code that is kept between runs', () => {
  it('lies in the cache folder of the user, and is used again', async () => {
    const made = makePackage('hello')
    expect([await start(made), await start(made)]).toEqual(['hello', 'hello'])
    expect(kept(made)).toHaveLength(1)
  })

  it('is not kept where that is not wanted', async () => {
    const made = makePackage('hello')
    expect(await start(made, { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('hello')
    expect(kept(made)).toEqual([])
  })

  it('never stands in for other code, also of the same length', async () => {
    const made = makePackage('hello')
    await start(made)
    say(made, 'olleh')
    // The name knows the time of the file, whose clock may be coarse.
    const later = new Date(Date.now() + 5_000)
    utimesSync(join(made.folder, 'dist', 'entry.cjs'), later, later)
    expect(await start(made)).toBe('olleh')
  })

  it('costs nothing but time where it cannot be kept', async () => {
    const made = makePackage('hello')
    writeFileSync(join(made.home, '.cache'), 'a file in the place of the folder')
    expect(await start(made)).toBe('hello')
  })

  it.runIf(isNode20)('is made anew if it is damaged', async () => {
    const made = makePackage('hello')
    await start(made)
    const [path = ''] = kept(made)
    const whole = readFileSync(path)
    for (const damaged of [Buffer.alloc(0), whole.subarray(0, 40), Buffer.alloc(whole.length)]) {
      writeFileSync(path, damaged)
      expect(await start(made)).toBe('hello')
      expect(readFileSync(path).length).toBe(whole.length)
    }
  })

  it.runIf(isNode20)('is kept for each kind of run, whatever names and numbers of the user it has', async () => {
    const made = makePackage('hello')
    for (const words of [
      ['simulate', 'ws_CO_1', '--amount', '5'],
      ['simulate', 'ws_CO_2', '--amount', '7'],
      ['simulate'],
    ])
      await start(made, {}, words)
    expect(kept(made)).toHaveLength(2)
  })

  it('belongs to modules that find each other, packages, and the folder they are in', async () => {
    const made = makePackage('')
    mkdirSync(join(made.folder, 'dist', 'chunks'))
    mkdirSync(join(made.folder, 'node_modules', 'friend'), { recursive: true })
    writeFileSync(join(made.folder, 'node_modules', 'friend', 'index.js'), "module.exports = 'friend'")
    writeFileSync(
      join(made.folder, 'dist', 'chunks', 'other.cjs'),
      `const entry = require('../entry.cjs')
       exports.said = () => [entry.word, require('friend'), require('node:path').basename(__dirname)].join(' ')`,
    )
    writeFileSync(
      join(made.folder, 'dist', 'entry.cjs'),
      `exports.word = 'hello'
       exports.run = async () => { console.log(require('./chunks/other.cjs').said(), String(require('./chunks/other.cjs') === require('./chunks/other.cjs'))); return 0 }`,
    )
    expect([await start(made), await start(made)]).toEqual(Array(2).fill('hello friend chunks true'))
  })
})
