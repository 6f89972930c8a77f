import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PageServer } from '../core/page-server.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'
import { sendPageError } from './page-server-answers.ts'
import type { PageFile } from './page-server-files.ts'
import { guardingHeaders, isOwnHost, isToken, makeToken, mayRead, mayWrite } from './page-server-guard.ts'

const mostConnections = 128

/** A request that knows the token, and comes from where it may come from. */
export interface PageRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Behind the token: `api/events/12`. */
  readonly path: string
  readonly query: URLSearchParams
}

export interface PageServerOptions {
  readonly files: ReadonlyMap<string, PageFile>
  /** 0 takes any that is free. */
  readonly port: number
  /** Takes any other port if this one is taken. */
  readonly orAnyOther: boolean
  /** What is none of the files. */
  answer(page: PageRequest): Promise<void>
  /** Something went wrong in here; the page is told only that. */
  failed(error: unknown): void
}

/** Serves a page and what it asks for, on loopback only. Throws what `listen` throws for a port that cannot be had. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const token = makeToken()
  let port = options.port

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(guardingHeaders)) response.setHeader(name, value)
    // Whoever has the wrong name or no token learns nothing, not even what may be asked.
    if (!isOwnHost(request, port)) return refuse(response, 421)
    const [, given, path, query = ''] = /^\/([^/?]*)(\/[^?]*)?(?:\?(.*))?$/s.exec(request.url ?? '') ?? []
    if (given === undefined || !isToken(given, token)) return refuse(response, 404)
    const { method = '' } = request
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
      response.setHeader('Allow', 'GET, HEAD, POST')
      return refuse(response, 405)
    }
    if (!(method === 'POST' ? mayWrite(request.headers) : mayRead(request.headers))) return refuse(response, 403)
    if (path === undefined) {
      // Its addresses are relative: without the slash they would lose the token.
      response.setHeader('Location', `/${token}/`)
      return refuse(response, 308)
    }
    const file = method === 'POST' ? undefined : options.files.get(path.slice(1))
    if (file !== undefined) return sendFile(response, file, method)
    await options.answer({ request, response, path: path.slice(1), query: new URLSearchParams(query) })
  }

  const server = createServer((request, response) => {
    // What of a body nobody has read would be taken for the next request.
    response.on('finish', () => {
      if (!request.complete) request.destroy()
    })
    answer(request, response).catch((error: unknown) => {
      // A page that was closed in the middle is none of our faults.
      if (!request.destroyed || !response.destroyed) options.failed(error)
      if (response.headersSent) response.destroy()
      else sendPageError(response, 500, 'mpesa-doctor could not do this; its terminal says why')
    })
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 20_000
  server.maxConnections = mostConnections
  const listen = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen(options.port).catch((error: unknown) => {
    const code = errnoOf(error)
    if (!options.orAnyOther || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error
    return listen(0)
  })
  port = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 }).end()
}

function sendFile(response: ServerResponse, { type, content }: PageFile, method: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': content.length })
  if (method === 'HEAD') response.end()
  else response.end(content)
}
