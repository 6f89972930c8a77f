import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openInboxFiles } from '../../src/adapters/inbox-files.ts'
import { createInboxDeps } from '../../src/cli/inbox-deps.ts'
import { createRedactor } from '../../src/core/redact.ts'
import type { RecordedAnswer, RecordedRequest } from '../../src/inbox/event.ts'
import { bodyOf } from '../../src/inbox/import/imported-event.ts'
import { protectStore } from '../../src/inbox/protect.ts'
import { envFile, makeProject } from './run-cli.ts'

/** The body of a callback as it is sent, with the odd spellings that no parser keeps. */
export const stkBody = `{"Body":{"stkCallback":{"MerchantRequestID":"29115-34620561-1","CheckoutRequestID":"ws_CO_061020261419531708374149","ResultCode":0,"ResultDesc":"The service request is processed successfully.","CallbackMetadata":{"Item":[{"Name":"Amount","Value":1.00},{"Name":"MpesaReceiptNumber","Value":"UJ6E59176X"},{"Name":"Balance"},{"Name":"TransactionDate","Value":20261006141953},{"Name":"PhoneNumber","Value":254708374149}]}}}}`

export interface TestEvent {
  readonly body?: string | Uint8Array
  readonly method?: string
  readonly target?: string
  readonly headers?: RecordedRequest['headers']
  readonly receivedAt?: string
  readonly answer?: RecordedAnswer
}

export function recorded({ body = stkBody, method = 'POST', target = '/api/callback?shop=1', ...event }: TestEvent) {
  const request: RecordedRequest = {
    method,
    target,
    headers: event.headers ?? [
      ['Host', 'duka.ngrok.app'],
      ['Content-Type', 'application/json'],
    ],
    body: bodyOf(typeof body === 'string' ? new TextEncoder().encode(body) : body),
    peer: '127.0.0.1',
    from: null,
  }
  return request
}

/** A project with an inbox that holds these events, masked and sealed as always. */
export async function projectWithEvents(events: readonly TestEvent[], extra: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'mpesa-doctor-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const where = { cwd: makeProject({ '.env': envFile(extra) }), variables: { HOME: home } }
  const files = await openInboxFiles({ folder: join(where.cwd, '.mpesa-doctor', 'inbox'), hex: () => 'a1b2' })
  const seal = await createInboxDeps(where.variables).seal()
  const store = protectStore(files, { mask: createRedactor().text, seal })
  for (const event of events) {
    const started = await store.begin(recorded(event), new Date(event.receivedAt ?? '2026-10-06T11:20:00Z'))
    await started.finish(event.answer ?? { kind: 'no-answer', status: 503, reason: 'app-down', ms: 3 })
  }
  await files.close()
  return where
}

export interface ReceivedRequest {
  readonly method: string
  readonly target: string
  readonly headers: RecordedRequest['headers']
  readonly body: Buffer
}

/** A server that keeps what it is sent, to the byte. */
export async function startReceiver(status: (index: number) => number = () => 200) {
  const received: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: target = '', rawHeaders } = request
      const headers: [string, string][] = []
      for (let at = 0; at < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
      received.push({ method, target, headers, body: Buffer.concat(chunks) })
      response.writeHead(status(received.length - 1), { 'Content-Type': 'application/json' }).end('{"ResultCode":0}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}
