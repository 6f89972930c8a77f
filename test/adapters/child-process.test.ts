import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startProgram } from '../../src/adapters/child-process.ts'
import { createLineReader } from '../../src/adapters/child-process-lines.ts'
import type { ProgramLine } from '../../src/tunnel/banner.ts'
import { bundleProgram } from '../helpers/bundle-program.ts'
import { fakeProgram, isAlive } from '../helpers/fake-program.ts'

const isWindows = process.platform === 'win32'

function run(script: string, args: readonly string[] = [], stopLimitMs?: number) {
  const program = fakeProgram('fake', script)
  const lines: ProgramLine[] = []
  const running = startProgram({
    file: program.file,
    args,
    variables: { PATH: program.path },
    onLine: (line) => lines.push(line),
    ...(stopLimitMs === undefined ? {} : { stopLimitMs }),
  })
  onTestFinished(() => running.stop())
  const texts = () => lines.filter(({ complete }) => complete).map(({ text, from }) => `${from}: ${text}`)
  return { ...running, program, lines, texts }
}

describe.skipIf(isWindows)('a program', () => {
  it('gets its arguments as they are, and tells line by line', async () => {
    const { ended, texts, program } = run('tell "$1"; say two; printf last', ['$(id); a  b'])
    expect(await ended).toEqual({ kind: 'exited', code: 0, signal: null })
    expect(texts().sort()).toEqual(['stderr: two', 'stdout: $(id); a  b', 'stdout: last'])
    expect(program.runs()[0]?.args).toBe('$(id); a  b')
  })

  it('ends by itself, with code or signal', async () => {
    expect(await run('exit 7').ended).toEqual({ kind: 'exited', code: 7, signal: null })
    expect(await run('kill -9 $$').ended).toEqual({ kind: 'exited', code: null, signal: 'SIGKILL' })
  })

  it('that does not exist did not start', async () => {
    const running = startProgram({ file: '/nowhere/at/all', args: [], variables: {}, onLine: () => undefined })
    expect(await running.ended).toEqual({ kind: 'not-started', code: 'ENOENT' })
    await running.stop()
  })

  it('is stopped with everything that it started', async () => {
    const { stop, texts, ended } = run('sleep 600 & tell $!; stay')
    await expect.poll(texts).toHaveLength(1)
    const helper = Number(texts()[0]?.split(' ')[1])
    await stop()
    expect(await ended).toMatchObject({ signal: 'SIGTERM' })
    await expect.poll(() => isAlive(helper)).toBe(false)
  })

  it('that will not end is killed', async () => {
    const { stop, texts, ended } = run("trap '' TERM; tell ready; while :; do sleep 1; done", [], 100)
    await expect.poll(texts).toHaveLength(1)
    await stop()
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
  })

  it('that left a helper behind which holds its output is over all the same', async () => {
    const { ended, texts } = run('sleep 600 & tell $!; exit 3')
    expect(await ended).toMatchObject({ code: 3 })
    await expect.poll(() => isAlive(Number(texts()[0]?.split(' ')[1]))).toBe(false)
  })

  it('may print without end: nothing grows', async () => {
    const { stop, lines, pid } = run("yes aaaaaaaaaaaaaaaaaaaaaaaaaaaa | tr -d '\\n'")
    await expect.poll(() => lines.length).toBeGreaterThan(100)
    await stop()
    expect(Math.max(...lines.map(({ text }) => text.length))).toBeLessThanOrEqual(8_192)
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('ends when this process is killed outright', async () => {
    const program = fakeProgram('fake', 'stay')
    const parent = await bundleProgram(join(import.meta.dirname, 'child-process-child.ts'))
    onTestFinished(parent.remove)
    const child = spawn(process.execPath, [parent.path, program.file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    await expect.poll(() => program.runs().length).toBe(1)
    const { pid } = program.runs()[0] ?? { pid: 0 }
    expect(isAlive(pid)).toBe(true)
    child.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
  })
})

describe('the lines of a program', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['one\ntwo\n'], ['one', 'two']],
    [
      ['on', 'e\r\ntw', 'o\r', 'three\n'],
      ['on…', 'one', 'tw…', 'two', 'three'],
    ],
    [['\n\n\nx\n'], ['x']],
    [['\u001b[32mgreen\u001b[0m\u001b]0;title\u0007!\n'], ['green!']],
    [['continue (yes/no)? '], ['continue (yes/no)? …']],
  ])('%j', (pieces, expected) => {
    const seen: string[] = []
    const read = createLineReader((text, complete) => seen.push(complete ? text : `${text}…`))
    for (const piece of pieces) read(piece)
    expect(seen).toEqual(expected)
  })
})
