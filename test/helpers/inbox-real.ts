import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type InboxFilesOptions, openInboxFiles } from '../../src/adapters/inbox-files.ts'
import { readInboxFiles } from '../../src/adapters/inbox-files-read.ts'
import { openSeal } from '../../src/adapters/inbox-seal-node.ts'
import { startInboxServer } from '../../src/adapters/inbox-server-node.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { createRedactor } from '../../src/core/redact.ts'
import type { InboxServerOptions, TurnedAway } from '../../src/inbox/inbox-server.ts'
import type { InboxError } from '../../src/inbox/inbox-store.ts'
import { protectStore } from '../../src/inbox/protect.ts'

type Options = Partial<Pick<InboxServerOptions, 'limitMs' | 'requestLimitMs' | 'extraTrust'>> &
  Partial<Pick<InboxFilesOptions, 'openFile' | 'segmentBytes'>>

/** The inbox as the program runs it: real files, masking and sealing, a real server. */
export async function startRealInbox(forward: string | null, options: Options = {}) {
  const { openFile, segmentBytes, ...serving } = options
  const project = mkdtempSync(join(tmpdir(), 'mpesa-doctor-inbox-'))
  onTestFinished(() => rmSync(project, { recursive: true, force: true, maxRetries: 5 }))
  const folder = join(project, '.mpesa-doctor', 'inbox')
  const store = await openInboxFiles({
    folder,
    hex: cryptoRandom.hex,
    ...(openFile === undefined ? {} : { openFile }),
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
  })
  onTestFinished(() => store.close())
  const seal = await openSeal(join(project, 'key'))
  const away: TurnedAway[] = []
  const refused: { readonly code: InboxError['code']; readonly appStatus: number | null }[] = []
  const server = await startInboxServer(protectStore(store, { mask: createRedactor().text, seal }), {
    host: '127.0.0.1',
    port: 0,
    forward,
    limitMs: 5_000,
    ...serving,
    watch: {
      arrived: () => undefined,
      answered: () => undefined,
      refused: ({ code }, appStatus) => refused.push({ code, appStatus }),
      turnedAway: (turnedAway) => away.push(turnedAway),
    },
  })
  onTestFinished(() => server.close())
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    folder,
    store,
    away,
    refused,
    events: () => readInboxFiles(folder),
  }
}

/** An app on this machine. */
export async function startListeningApp(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Sends bytes as they are, and gives back everything that came until the connection was closed. */
export async function sayTo(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}
