import { KnownError } from '../core/errors.ts'
import { PageMissingError, type PageServer } from '../core/page-server.ts'
import type { Invocation } from './command.ts'
import { formatOf } from './run-report.ts'

/** Says where the page is. Its address is a secret and is said only here. */
export function announcePage(invocation: Invocation, { url }: PageServer, wanted: number): void {
  const { output } = invocation
  if (formatOf(invocation) === 'json') {
    output.document(`${JSON.stringify({ type: 'ui.ready', url })}\n`)
    return
  }
  if (wanted !== 0 && new URL(url).port !== String(wanted) && !output.quiet)
    output.talk(`Port ${wanted} is taken, so the page has another one.\n`)
  // Also if nothing else is to be said: nobody could guess it.
  output.talk(`Page: ${url}\n`)
}

/** Why a page cannot be served, in words for the user; what is unknown stays as it is. */
export function explainPageError(error: unknown, port: number): unknown {
  if (error instanceof PageMissingError)
    return new KnownError('inconclusive', 'page-missing', `The files of the page are missing: ${error.file}`, {
      fix: { summary: 'install mpesa-doctor anew; in its sources, `npm run build` makes them' },
      cause: error,
    })
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new KnownError('conflict', 'port-taken', `Port ${port} is taken`, {
      fix: { summary: 'name another one, or leave out --ui-port: then one is found' },
    })
  if (code === 'EACCES')
    return new KnownError('usage', 'port-denied', `Port ${port} may not be used by you`, {
      fix: { summary: 'name one above 1023: `--ui-port 9000`' },
    })
  return error
}
