import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openInboxFiles } from '../../src/adapters/inbox-files.ts'
import { readInboxFiles } from '../../src/adapters/inbox-files-read.ts'
import type { RecordedAnswer, RecordedRequest } from '../../src/inbox/event.ts'
import { bundleProgram } from '../helpers/bundle-program.ts'

function newFolder(): string {
  const project = mkdtempSync(join(tmpdir(), 'mpesa-doctor-inbox-'))
  onTestFinished(() => rmSync(project, { recursive: true, force: true }))
  return join(project, '.mpesa-doctor', 'inbox')
}

const opened = (folder: string, segmentBytes?: number) =>
  openInboxFiles({ folder, hex: () => 'a1b2', ...(segmentBytes === undefined ? {} : { segmentBytes }) })

const request = (content: string): RecordedRequest => ({
  method: 'POST',
  target: '/callback?x=1',
  headers: [['Content-Type', 'application/json']],
  body: { encoding: 'utf8', content, bytes: content.length, exact: true },
  peer: '127.0.0.1',
  from: null,
})

const accepted: RecordedAnswer = {
  kind: 'answer',
  status: 200,
  statusText: 'OK',
  headers: [],
  body: { encoding: 'utf8', content: '', bytes: 0, exact: true },
  ms: 12,
}

const at = new Date('2026-11-23T16:04:55.123Z')

function segments(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
}

describe('an inbox in files', () => {
  it('gives back what was put in, in the order of arrival', async () => {
    const folder = newFolder()
    const inbox = await opened(folder)
    const first = await inbox.begin(request('{"a":"€"}'), at)
    const second = await inbox.begin(request('b'), at)
    await second.finish(accepted)
    await first.finish({ kind: 'no-answer', status: 503, reason: 'app-down', ms: 3 })
    await inbox.close()
    expect(await readInboxFiles(folder)).toEqual([
      {
        id: '20261123-160455-123-a1b2',
        number: 1,
        receivedAt: '2026-11-23T16:04:55.123Z',
        request: request('{"a":"€"}'),
        answer: { kind: 'no-answer', status: 503, reason: 'app-down', ms: 3 },
      },
      expect.objectContaining({ number: 2, answer: accepted }),
    ])
  })

  it('has no events before it was ever opened', async () => {
    expect(await readInboxFiles(newFolder())).toEqual([])
  })

  it('is readable for its owner only, and ignored by git', async () => {
    const folder = newFolder()
    const inbox = await opened(folder)
    await (await inbox.begin(request('a'), at)).finish(accepted)
    await inbox.close()
    const [name = ''] = segments(folder)
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
      expect(statSync(folder).mode & 0o777).toBe(0o700)
    }
    expect(readFileSync(join(folder, '..', '.gitignore'), 'utf8')).toBe('*\n')
  })

  it('counts on after a restart, also behind a torn line', async () => {
    const folder = newFolder()
    const one = await opened(folder)
    await (await one.begin(request('a'), at)).finish(accepted)
    await one.close()
    appendFileSync(join(folder, segments(folder)[0] ?? ''), '{"v":1,"type":"request","number":2,"id":"torn')
    const other = await opened(folder)
    const event = await other.begin(request('b'), at)
    await event.finish(accepted)
    await other.close()
    // The torn one was announced as number 2.
    expect(event.number).toBe(3)
    expect((await readInboxFiles(folder)).map(({ request: { body } }) => body.content)).toEqual(['a', 'b'])
  })

  it('takes the next name where a crash left an empty file', async () => {
    const folder = newFolder()
    await (await opened(folder)).close()
    writeFileSync(join(folder, 'events-000000001.jsonl'), '')
    const inbox = await opened(folder)
    await (await inbox.begin(request('a'), at)).finish(accepted)
    await inbox.close()
    expect(await readInboxFiles(folder)).toHaveLength(1)
  })

  it('is written by one process at a time', async () => {
    const folder = newFolder()
    const inbox = await opened(folder)
    await expect(opened(folder)).rejects.toMatchObject({ code: 'locked' })
    await inbox.close()
    await (await opened(folder)).close()
  })

  it('loses nothing and repeats nothing at a hundred at a time, over many files', async () => {
    const folder = newFolder()
    const inbox = await opened(folder, 4_000)
    let next = 0
    const worker = async () => {
      while (next < 1_000) {
        const body = `body ${next++}`
        await (await inbox.begin(request(body), at)).finish(accepted)
      }
    }
    await Promise.all(Array.from({ length: 100 }, worker))
    await inbox.close()
    const events = await readInboxFiles(folder)
    expect(segments(folder).length).toBeGreaterThan(10)
    expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1))
    expect(new Set(events.map(({ request: { body } }) => body.content)).size).toBe(1_000)
    expect(events.every(({ answer }) => answer !== null)).toBe(true)
  })

  it('forgets the oldest files, by age and by size, and never the last one', async () => {
    const folder = newFolder()
    const inbox = await opened(folder, 500)
    for (let index = 0; index < 10; index++) await (await inbox.begin(request('a'), at)).finish(accepted)
    const before = segments(folder).length
    const removed = await inbox.prune({ maxAgeMs: 86_400_000, maxBytes: 1_500 }, new Date())
    expect(removed).toBeGreaterThan(0)
    expect(segments(folder).length).toBeLessThan(before)
    const later = new Date(Date.now() + 2 * 86_400_000)
    await inbox.prune({ maxAgeMs: 86_400_000, maxBytes: 1e9 }, later)
    expect(segments(folder)).toHaveLength(1)
    await inbox.close()
  })

  it('says where it is if it cannot be opened', async () => {
    const folder = newFolder()
    await (await opened(folder)).close()
    const taken = join(folder, 'file')
    writeFileSync(taken, '')
    await expect(opened(taken)).rejects.toMatchObject({ code: 'not-a-folder', where: taken })
  })

  it('has every event that was promised when its process is killed', async () => {
    const folder = newFolder()
    const program = await bundleProgram('test/helpers/inbox-writer.ts')
    onTestFinished(() => program.remove())
    for (const milliseconds of [40, 80, 120, 160]) {
      const child = spawn(process.execPath, [program.path, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let promised = ''
      child.stdout.on('data', (chunk) => {
        promised += String(chunk)
      })
      await once(child.stdout, 'data')
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
      await once(child, 'close')
      clearTimeout(timer)
      const kept = new Set(
        (await readInboxFiles(folder)).flatMap(({ answer, request: { body } }) =>
          answer === null ? [] : [body.content],
        ),
      )
      // The last line of a killed process may be cut.
      const lines = promised.split('\n').slice(0, -1)
      expect(lines.length).toBeGreaterThan(0)
      expect(lines.filter((line) => !kept.has(line))).toEqual([])
    }
  })
})
