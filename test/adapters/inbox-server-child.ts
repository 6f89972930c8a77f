import { openInboxFiles } from '../../src/adapters/inbox-files.ts'
import { openSeal } from '../../src/adapters/inbox-seal-node.ts'
import { startInboxServer } from '../../src/adapters/inbox-server-node.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { createRedactor } from '../../src/core/redact.ts'
import { protectStore } from '../../src/inbox/protect.ts'

/** An inbox as the program runs it, until it is killed. Says where it listens; asked for anything, says what it weighs. */
const [folder = '', keyFile = '', port = '0', forward = ''] = process.argv.slice(2)
const store = await openInboxFiles({ folder, hex: cryptoRandom.hex, segmentBytes: 500_000 })
const seal = await openSeal(keyFile)
const ignore = () => undefined
const { url } = await startInboxServer(protectStore(store, { mask: createRedactor().text, seal }), {
  host: '127.0.0.1',
  port: Number(port),
  forward,
  limitMs: 60_000,
  watch: { arrived: ignore, answered: ignore, refused: ignore },
})
let peak = 0
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss())
}
look()
setInterval(look, 10)
process.on('message', () => process.send?.({ peak }))
process.on('disconnect', () => process.exit())
process.send?.({ url, peak })
