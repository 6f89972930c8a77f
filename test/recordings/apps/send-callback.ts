import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { homedir, hostname } from 'node:os'
import process from 'node:process'
import { callbackHeaders } from '../../../src/daraja/callback-headers.ts'
import { buildStkFailure } from '../../../src/daraja/stk-callback.ts'

const mostBytes = 65_536
const body = buildStkFailure({
  checkoutRequestId: 'ws_CO_DOCTOR_0123456789abcdef',
  merchantRequestId: 'f1e2-4b95-a71d-b30d3cdbb7a7942864',
  resultCode: 1032,
  resultDesc: 'Request cancelled by user',
})

/** Sends the callback to a port of this machine; what comes back no longer tells which machine it was. */
export async function sendCallback(port: number, path: string, host: string | undefined, scratch: string) {
  const sent = request({
    port,
    path,
    host: '127.0.0.1',
    agent: false,
    method: 'POST',
    headers: {
      ...Object.fromEntries(callbackHeaders('174379')),
      'Content-Length': Buffer.byteLength(body),
      ...(host === undefined ? {} : { Host: host }),
    },
  })
  sent.end(body)
  const [reply] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of reply) chunks.push(chunk as Buffer)
  const clean = (text: string): string => anonymise(text, port, scratch)
  const headers: [string, string][] = []
  for (let index = 0; index < reply.rawHeaders.length; index += 2) {
    const name = (reply.rawHeaders[index] ?? '').toLowerCase()
    if (name !== 'date') headers.push([name, clean(reply.rawHeaders[index + 1] ?? '')])
  }
  return {
    request: { method: 'POST', path, host: host ?? '127.0.0.1:5000', body },
    status: reply.statusCode ?? 0,
    statusText: reply.statusMessage ?? '',
    headers,
    body: clean(Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')),
  }
}

function anonymise(text: string, port: number, scratch: string): string {
  const folders: readonly (readonly [string, string])[] = [
    [process.env.RECORDING_PACKAGES ?? '/nowhere', '/srv/duka'],
    [scratch, '/srv/duka'],
    [`${process.cwd()}/test/recordings/apps/programs`, '/srv/duka'],
    [process.cwd(), '/srv/duka'],
    ['test/recordings/apps/programs', '.'],
    [homedir(), '/home/duka'],
  ]
  const spelled = folders.flatMap(([from, to]) => [
    [from, to] as const,
    [encodeURIComponent(from), encodeURIComponent(to)] as const,
    [from.replaceAll('/', String.raw`\/`), to.replaceAll('/', String.raw`\/`)] as const,
  ])
  return spelled
    .reduce((clean, [from, to]) => clean.replaceAll(from, to), text)
    .replaceAll(new RegExp(String.raw`(?<![\w:.-])${hostname()}(?![\w.:-])`, 'g'), 'duka')
    .replaceAll(new RegExp(String.raw`\b${port}\b`, 'g'), '5000')
}
