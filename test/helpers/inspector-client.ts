import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PageName } from '../../src/adapters/page-server-files.ts'

/** A folder with a page of three small files. */
export function makePage(name: PageName = 'inspector'): string {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, `${name}.js`), 'page()')
  writeFileSync(join(folder, `${name}.css`), 'body{}')
  return folder
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** One request with exactly this path and these headers, neither of which `fetch` would send as they are. */
export async function ask(
  url: string,
  path: string,
  { body, ...options }: RequestOptions & { readonly body?: string } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url)
  const sent = request({ hostname, port, path, agent: false, ...options })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

export interface Stream {
  readonly status: number
  /** Resolves with everything that came once it holds this text. */
  until(text: string): Promise<string>
  /** Resolves when the server ends it. */
  readonly ended: Promise<void>
  close(): void
}

/** Listens to server-sent events. */
export async function openStream(url: string, path: string, headers: Record<string, string> = {}): Promise<Stream> {
  const { hostname, port } = new URL(url)
  const sent = request({ hostname, port, path, agent: false, headers })
  sent.end()
  sent.on('error', () => undefined)
  onTestFinished(() => void sent.destroy())
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let seen = ''
  const looks = new Set<() => void>()
  response.setEncoding('utf8').on('data', (chunk: string) => {
    seen += chunk
    for (const look of looks) look()
  })
  response.on('error', () => undefined)
  return {
    status: response.statusCode ?? 0,
    until: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (seen.includes(text)) resolve(seen)
        }
        looks.add(look)
        look()
      }),
    ended: new Promise((resolve) => response.on('close', resolve)),
    close: () => void sent.destroy(),
  }
}
