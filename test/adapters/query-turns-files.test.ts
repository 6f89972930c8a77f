import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openQueryTurns } from '../../src/adapters/query-turns-files.ts'
import { nextTurn, queryEveryMs } from '../../src/daraja/client/query-turns.ts'
import { fakeClock } from '../helpers/fake-ports.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-turns-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('turns at the STK query', () => {
  it('come twelve seconds after each other', async () => {
    const clock = fakeClock()
    const turns = openQueryTurns(makeFolder(), clock)
    expect((await turns.take('app')).waitMs).toBe(0)
    expect((await turns.take('app')).waitMs).toBe(queryEveryMs)
    clock.advance(5_000)
    expect((await turns.take('app')).waitMs).toBe(2 * queryEveryMs - 5_000)
    clock.advance(60_000)
    expect((await turns.take('app')).waitMs).toBe(0)
  })

  it('are those of one app', async () => {
    const turns = openQueryTurns(makeFolder(), fakeClock())
    expect((await turns.take('one')).waitMs).toBe(0)
    expect((await turns.take('other')).waitMs).toBe(0)
  })

  it('survive a restart, in files that tell nothing', async () => {
    const folder = makeFolder()
    const clock = fakeClock()
    await openQueryTurns(folder, clock).take('app')
    expect((await openQueryTurns(folder, clock).take('app')).waitMs).toBe(queryEveryMs)
    expect(readdirSync(folder)).toEqual(['app.json'])
    expect(readFileSync(join(folder, 'app.json'), 'utf8')).toMatch(/^\{"free":\d+\}\n$/)
  })

  it('are given to one each, however many ask at the same time', async () => {
    const folder = makeFolder()
    const clock = fakeClock()
    const waits = await Promise.all(Array.from({ length: 12 }, () => openQueryTurns(folder, clock).take('app')))
    expect(waits.map(({ waitMs }) => waitMs).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, index) => index * queryEveryMs),
    )
  })

  it('can be given back by the last of the queue', async () => {
    const turns = openQueryTurns(makeFolder(), fakeClock())
    await turns.take('app')
    const second = await turns.take('app')
    await second.giveBack()
    const third = await turns.take('app')
    expect(third.waitMs).toBe(queryEveryMs)
    await turns.take('app')
    // Somebody queues behind it by now.
    await third.giveBack()
    expect((await turns.take('app')).waitMs).toBe(3 * queryEveryMs)
  })

  it('are nobody’s while there is a pause', async () => {
    const turns = openQueryTurns(makeFolder(), fakeClock())
    await turns.take('app')
    await turns.pause('app', 60_000)
    expect((await turns.take('app')).waitMs).toBe(60_000)
    await turns.pause('app', 1_000)
    expect((await turns.take('app')).waitMs).toBe(60_000 + queryEveryMs)
  })

  it.each(['', 'null', '{"free":"soon"}\n', '{"free":-1}\n', '{"free":9999999999999999}\n', '\u0000', '{"free":1'])(
    'begin anew where the file is damaged: %j',
    async (content) => {
      const folder = makeFolder()
      writeFileSync(join(folder, 'app.json'), content)
      const turns = openQueryTurns(folder, fakeClock())
      expect((await turns.take('app')).waitMs).toBe(0)
      expect((await turns.take('app')).waitMs).toBe(queryEveryMs)
    },
  )

  it('are not held up by the lock of a process that was killed', async () => {
    const folder = makeFolder()
    const lock = join(folder, 'app.json.lock')
    writeFileSync(lock, '')
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(lock, longAgo, longAgo)
    expect((await openQueryTurns(folder, fakeClock()).take('app')).waitMs).toBe(0)
    expect(readdirSync(folder)).toEqual(['app.json'])
  })

  it('are everybody’s where nothing can be kept', async () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'app.json'))
    const inPlaceOfAFolder = join(folder, 'file')
    writeFileSync(inPlaceOfAFolder, '')
    for (const place of [folder, inPlaceOfAFolder]) {
      const turns = openQueryTurns(place, fakeClock())
      expect((await turns.take('app')).waitMs).toBe(0)
      await turns.pause('app', 1_000)
      expect((await turns.take('app')).waitMs).toBe(0)
    }
  })
})

describe('the next turn', () => {
  it.each([
    [null, 1_000, 1_000],
    [900, 1_000, 1_000],
    [1_500, 1_000, 1_500],
    [Number.NaN, 1_000, 1_000],
    [3_601_001, 1_000, 1_000],
  ])('that is free from %s on is, at %i, at %i', (free, now, turn) => {
    expect(nextTurn(free, now)).toBe(turn)
  })
})
