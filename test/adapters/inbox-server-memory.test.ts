import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readInboxFiles } from '../../src/adapters/inbox-files-read.ts'
import { type BundledProgram, bundleProgram } from '../helpers/bundle-program.ts'
import { startInboxProcess } from '../helpers/inbox-process.ts'
import { startListeningApp } from '../helpers/inbox-real.ts'

const megabyte = 1_048_576
const size = 50 * megabyte
const mostGrowth = 200 * megabyte

let program: BundledProgram

beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'inbox-server-child.ts'))
})

afterAll(() => program.remove())

function* large(): Generator<Buffer> {
  const piece = Buffer.alloc(65_536, 'ab')
  for (let sent = 0; sent < size; sent += piece.length) yield piece
}

/** Sends 50 MB; resolves to the length of what comes back. */
function exchange(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sender = request(`${url}/large`, { method: 'POST', agent: false, headers: { 'Content-Length': size } })
    sender.on('response', async (reply) => {
      let bytes = 0
      for await (const chunk of reply) bytes += (chunk as Buffer).length
      resolve(bytes)
    })
    pipeline(Readable.from(large()), sender).catch(reject)
  })
}

describe('the memory of an inbox', () => {
  it('stays small while two bodies of 50 MB go through at once, both ways', async () => {
    const project = mkdtempSync(join(tmpdir(), 'mpesa-doctor-memory-'))
    onTestFinished(() => rmSync(project, { recursive: true, force: true, maxRetries: 5 }))
    const app = await startListeningApp((asked, response) => void asked.pipe(response))
    const inbox = startInboxProcess({ program: program.path, project, forward: app })
    onTestFinished(() => void inbox.child.kill('SIGKILL'))
    const { url = '', peak: before = 0 } = (await inbox.ready) ?? {}
    const lengths = await Promise.all(Array.from({ length: 2 }, () => exchange(url)))
    expect(lengths).toEqual([size, size])
    const growth = (await inbox.peak()) - before
    process.stdout.write(`the inbox grew by ${Math.round(growth / megabyte)} MB\n`)
    expect(growth).toBeLessThan(mostGrowth)
    expect(growth).toBeGreaterThan(0)
    const events = await readInboxFiles(join(project, '.mpesa-doctor', 'inbox'))
    expect(events.map(({ request: { body } }) => [body.bytes, body.exact, body.content.length])).toEqual(
      Array.from({ length: 2 }, () => [size, false, megabyte]),
    )
  })
})
