import { openInboxPostgres } from '../../src/adapters/inbox-postgres.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { secret } from '../../src/core/secret.ts'
import { acceptedAnswer, recordedRequest } from './inbox-request.ts'

/** Writes events until it is killed, and prints the body of each that the inbox has promised to keep. */
const inbox = await openInboxPostgres({ url: secret(process.argv.at(-1) ?? ''), hex: cryptoRandom.hex })
let next = 0

async function work(): Promise<never> {
  for (;;) {
    const content = `${process.pid}-${next++}`
    const event = await inbox.begin(recordedRequest(content), new Date())
    await event.finish(acceptedAnswer)
    process.stdout.write(`${content}\n`)
  }
}

await Promise.all(Array.from({ length: 20 }, work))
