import { openInboxFiles } from '../../src/adapters/inbox-files.ts'

/** Writes events until it is killed, and prints the body of each that the inbox has promised to keep. */
const folder = process.argv.at(-1) ?? ''
const inbox = await openInboxFiles({ folder, hex: () => '0000', segmentBytes: 20_000 })
let next = 0

async function work(): Promise<never> {
  for (;;) {
    const content = `${process.pid}-${next++}`
    const event = await inbox.begin(
      {
        method: 'POST',
        target: '/',
        headers: [],
        body: { encoding: 'utf8', content, bytes: content.length, exact: true },
        peer: '127.0.0.1',
        from: null,
      },
      new Date(),
    )
    await event.finish({ kind: 'no-answer', status: 503, reason: 'no-app', ms: 0 })
    process.stdout.write(`${content}\n`)
  }
}

await Promise.all(Array.from({ length: 20 }, work))
