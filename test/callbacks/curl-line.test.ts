import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { curlLine } from '../../src/callbacks/curl-line.ts'
import { startReceiver } from '../helpers/recorded-events.ts'

const run = promisify(execFile)
const hasCurl = await run('bash', ['-c', 'command -v curl base64']).then(
  () => true,
  () => false,
)

/** Through the input of bash, as a line that is pasted: no word of a command may be so long. */
async function inBash(line: string): Promise<void> {
  const child = execFile('bash', ['-s'])
  child.stdin?.end(`${line}\n`)
  await once(child, 'close')
}

const bodies: readonly (readonly [string, string | Uint8Array])[] = [
  ['JSON', '{"a":1.00,"b":"it\'s $HOME `id` \\"quoted\\" \\\\n"}'],
  ['an at sign', '@/etc/hostname'],
  ['new lines', '\r\na\n\nb\n'],
  ['zero bytes', 'a\0b\0'],
  ['no text', Uint8Array.from({ length: 256 }, (_, index) => 255 - index)],
  ['letters beyond ASCII', 'Kü\u{1f4b0}\uFEFF'],
  ['more than a word may hold', `'${'x'.repeat(200_000)}'`],
  ['nothing', ''],
  ['percent signs', '%s %d %%'],
]

describe.skipIf(!hasCurl)('a curl line in bash (skipped without bash, curl and base64)', () => {
  it.each(bodies)('sends a body of %s to the byte', async (_, body) => {
    const app = await startReceiver()
    const headers = [
      ['Content-Type', 'a/b; c="it\'s"'],
      ['X-Empty', ''],
      ['X-Dollar', '$HOME'],
    ] as const
    const line = curlLine({ method: 'PUT', url: `${app.url}/a/../b?x=[1-3]&y={a,b}&z='`, headers, body })
    await inBash(line)
    const [received] = app.received
    expect(received?.method).toBe('PUT')
    expect(received?.target).toBe("/a/../b?x=[1-3]&y={a,b}&z='")
    expect(received?.body).toEqual(Buffer.from(body))
    for (const header of headers) expect(received?.headers).toContainEqual(header)
  })

  it('adds no content type that was not there', async () => {
    const app = await startReceiver()
    await inBash(curlLine({ url: app.url, headers: [], body: 'a=1' }))
    expect(app.received[0]?.headers.map(([name]) => name.toLowerCase())).not.toContain('content-type')
  })
})
