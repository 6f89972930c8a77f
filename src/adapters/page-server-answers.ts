import type { ServerResponse } from 'node:http'

/** Any JSON; for HEAD only what is said of it. */
export function sendPageJson(response: ServerResponse, status: number, value: unknown, method = 'GET'): void {
  const text = JSON.stringify(value)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  })
  if (method === 'HEAD') response.end()
  else response.end(text)
}

/** `error` is a sentence for the reader. */
export function sendPageError(response: ServerResponse, status: number, error: string): void {
  sendPageJson(response, status, { error })
}
