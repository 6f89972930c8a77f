import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { openInboxFiles } from '../../src/adapters/inbox-files.ts'
import { followInboxFiles } from '../../src/adapters/inbox-files-follow.ts'
import { readInboxFiles } from '../../src/adapters/inbox-files-read.ts'
import type { InboxStore } from '../../src/inbox/inbox-store.ts'
import { acceptedAnswer, recordedRequest } from '../helpers/inbox-request.ts'

const at = new Date('2026-11-23T16:04:55.123Z')

function newFolder(): string {
  const project = mkdtempSync(join(tmpdir(), 'mpesa-doctor-inbox-'))
  onTestFinished(() => rmSync(project, { recursive: true, force: true }))
  return join(project, '.mpesa-doctor', 'inbox')
}

async function opened(
  folder: string,
  options: Partial<Parameters<typeof openInboxFiles>[0]> = {},
): Promise<InboxStore> {
  return openInboxFiles({ folder, hex: () => 'a1b2c3d4', ...options })
}

async function keep(inbox: InboxStore, content: string): Promise<number> {
  const event = await inbox.begin(recordedRequest(content), at)
  await event.finish(acceptedAnswer)
  return event.number
}

const segments = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
const contents = async (folder: string) => (await readInboxFiles(folder)).map(({ request: { body } }) => body.content)

/** Opens files on a disk that is full as long as `isFull` says so. */
function fullDisk(isFull: () => boolean): typeof open {
  return async (...args) => {
    const file = await open(...args)
    const write = file.writeFile.bind(file)
    file.writeFile = async (...what) => {
      if (isFull()) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      return write(...what)
    }
    return file
  }
}

describe('an inbox in files, in trouble', () => {
  it('leaves one empty file on a full disk, and keeps all again once there is room', async () => {
    const folder = newFolder()
    let isFull = false
    const inbox = await opened(folder, { openFile: fullDisk(() => isFull) })
    await keep(inbox, 'before')
    isFull = true
    for (let index = 0; index < 5; index++)
      await expect(keep(inbox, 'refused')).rejects.toMatchObject({ code: 'no-space' })
    expect(segments(folder)).toHaveLength(2)
    const pending = await inbox.begin(recordedRequest('pending'), at)
    isFull = false
    await pending.finish(acceptedAnswer)
    await keep(inbox, 'after')
    await inbox.close()
    expect(segments(folder)).toHaveLength(2)
    expect(await contents(folder)).toEqual(['before', 'pending', 'after'])
  })

  it.skipIf(process.platform === 'win32')('keeps what was begun when its folder is removed', async () => {
    const folder = newFolder()
    const inbox = await opened(folder)
    await keep(inbox, 'lost')
    const begun = await inbox.begin(recordedRequest('begun'), at)
    rmSync(join(folder, '..'), { recursive: true })
    await begun.finish(acceptedAnswer)
    await keep(inbox, 'next')
    expect(await contents(folder)).toEqual(['begun', 'next'])
    await expect(opened(folder)).rejects.toMatchObject({ code: 'locked' })
    await inbox.close()
  })

  it('gives no number twice after everything was forgotten', async () => {
    const folder = newFolder()
    const first = await opened(folder, { segmentBytes: 200 })
    for (let index = 0; index < 4; index++) await keep(first, 'a')
    await first.close()
    // What a start leaves that found a full disk.
    writeFileSync(join(folder, 'events-000000099.jsonl'), '')
    const second = await opened(folder)
    await second.prune({ maxAgeMs: 0, maxBytes: 0 }, new Date(Date.now() + 86_400_000))
    await second.close()
    const third = await opened(folder)
    expect(await keep(third, 'b')).toBe(5)
    await third.close()
  })

  it('passes over garbage, huge lines and folders', async () => {
    const folder = newFolder()
    const inbox = await opened(folder)
    await keep(inbox, 'a')
    const [name = ''] = segments(folder)
    appendFileSync(
      join(folder, name),
      Buffer.concat([Buffer.from([0, 255, 10, 123, 0, 10]), Buffer.alloc(70_000_000, 97)]),
    )
    await inbox.close()
    writeFileSync(join(folder, 'events-000000007.jsonl'), Buffer.from([1, 2, 3, 0xff]))
    const other = await opened(folder)
    expect(await keep(other, 'b')).toBe(2)
    await other.close()
    expect(await contents(folder)).toEqual(['a', 'b'])
  })

  it('reads the range that is asked for, over many files', async () => {
    const folder = newFolder()
    const inbox = await opened(folder, { segmentBytes: 1_000 })
    for (let index = 1; index <= 20; index++) await keep(inbox, String(index))
    const read = async (range: Parameters<InboxStore['read']>[0]) =>
      (await inbox.read(range)).map(({ number, answer }) => (answer === null ? null : number))
    expect(await read({ last: 3 })).toEqual([18, 19, 20])
    expect(await read({ afterNumber: 4, first: 2 })).toEqual([5, 6])
    expect(await read({ afterNumber: 4, beforeNumber: 6 })).toEqual([5])
    expect(await read({ afterNumber: 20 })).toEqual([])
    await inbox.close()
  })

  it('shows an event once that a full disk made it write twice, and believes the last answer', async () => {
    const folder = newFolder()
    const inbox = await opened(folder)
    await keep(inbox, 'first')
    const event = await inbox.begin(recordedRequest('a'), at)
    await event.finish({ ...acceptedAnswer, ms: 1 })
    await inbox.close()
    const [name = ''] = segments(folder)
    // The end of an answer that streamed, in the file that came next, and what a disk wrote before it was full.
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(3).join('\n')
    writeFileSync(join(folder, 'events-000000002.jsonl'), lines.replace('"ms":1}', '"ms":2}'))
    expect((await readInboxFiles(folder)).map(({ answer }) => answer?.ms)).toEqual([12, 2])
    const ending = new AbortController()
    const following = followInboxFiles(folder, 0, ending.signal, { pauseMs: 5 })
    const next = async () => (await following.next()).value?.number
    expect([await next(), await next()]).toEqual([1, 2])
    const other = await opened(folder)
    await keep(other, 'b')
    await other.close()
    expect(await next()).toBe(3)
    ending.abort()
  })

  it('is followed from before it is there, over new files and forgotten ones', async () => {
    const folder = newFolder()
    const ending = new AbortController()
    onTestFinished(() => ending.abort())
    const following = followInboxFiles(folder, 0, ending.signal, { pauseMs: 5 })
    const next = async () => (await following.next()).value?.request.body.content
    const first = next()
    const inbox = await opened(folder, { segmentBytes: 600 })
    const slow = await inbox.begin(recordedRequest('slow'), new Date())
    await keep(inbox, 'quick')
    expect(await first).toBe('quick')
    for (let index = 0; index < 5; index++) await keep(inbox, String(index))
    for (let index = 0; index < 5; index++) expect(await next()).toBe(String(index))
    await slow.finish(acceptedAnswer)
    expect(await next()).toBe('slow')
    await inbox.prune({ maxAgeMs: 1e12, maxBytes: 0 }, new Date())
    await keep(inbox, 'pruned')
    expect(await next()).toBe('pruned')
    await inbox.close()
    const last = following.next()
    ending.abort()
    expect(await last).toMatchObject({ done: true })
  })

  it.each([
    ['and the follower sees that', true],
    ['between two looks', false],
  ])('is followed when its folder is removed and made anew, %s: numbers begin again', async (_, isSeen) => {
    const folder = newFolder()
    const ending = new AbortController()
    onTestFinished(() => ending.abort())
    const looks = { count: 0, waiting: new Set<() => void>() }
    const clock = {
      ...systemClock,
      sleep: async (ms: number, signal: AbortSignal) => {
        looks.count++
        for (const wake of looks.waiting) wake()
        await systemClock.sleep(isSeen ? 1 : ms, signal)
      },
    }
    const first = await opened(folder)
    for (const content of ['a', 'b', 'c']) await keep(first, content)
    const following = followInboxFiles(folder, 2, ending.signal, { pauseMs: 100, clock })
    const next = async () => (await following.next()).value?.request.body.content
    expect(await next()).toBe('c')
    const another = next()
    await first.close()
    rmSync(folder, { recursive: true })
    const seen = looks.count + 2
    if (isSeen) await new Promise<void>((resolve) => looks.waiting.add(() => looks.count >= seen && resolve()))
    const second = await opened(folder)
    for (const content of ['d', 'e']) await keep(second, content)
    expect([await another, await next()]).toEqual(['d', 'e'])
    await second.close()
  })
})
