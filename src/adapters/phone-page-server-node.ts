import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageServer } from '../core/page-server.ts'
import type { PhonePageOptions, PhonePageSource } from '../sandbox/phone-page/phone-page-server.ts'
import { readPayment, readPhone, readPress } from '../sandbox/phone-page/read-page-request.ts'
import type { SandboxRefusal } from '../sandbox/sandbox.ts'
import { sendPageError, sendPageJson } from './page-server-answers.ts'
import { readJsonBody } from './page-server-body.ts'
import { loadPage } from './page-server-files.ts'
import { type PageRequest, startPageServer } from './page-server-node.ts'
import { streamChanges } from './phone-page-server-stream.ts'

/** Serves the phone page. Throws `PageMissingError`, and what `listen` throws for a port that cannot be had. */
export async function startPhonePageServer(options: PhonePageOptions): Promise<PageServer> {
  const { source, port, orAnyOther, folder } = options
  return startPageServer({
    files: await loadPage('phone', folder),
    port,
    orAnyOther,
    failed: source.failed,
    answer: (page) => answerPage(page, source),
  })
}

/** `undefined` is a body that the page would never send. */
type Action = (value: unknown, source: PhonePageSource) => { readonly result: SandboxRefusal | undefined } | undefined

const actions: Readonly<Record<string, Action>> = {
  'api/press': (value, source) => act(readPress(value), source.press),
  'api/phone': (value, source) => act(readPhone(value), source.setPhone),
  'api/pay': (value, source) => act(readPayment(value), source.pay),
}

function act<Request>(
  request: Request | undefined,
  run: (request: Request) => SandboxRefusal | undefined,
): ReturnType<Action> {
  return request === undefined ? undefined : { result: run(request) }
}

async function answerPage({ request, response, path }: PageRequest, source: PhonePageSource): Promise<void> {
  const { method = '' } = request
  const action = Object.hasOwn(actions, path) ? actions[path] : undefined
  const [, number] = /^api\/callbacks\/(\d{1,15})$/.exec(path) ?? []
  const isKnown = action !== undefined || number !== undefined || path === 'api/state' || path === 'api/stream'
  if (!isKnown) return sendPageError(response, 404, 'there is nothing at this address')
  if ((action !== undefined) !== (method === 'POST')) {
    response.setHeader('Allow', action === undefined ? 'GET, HEAD' : 'POST')
    return sendPageError(response, 405, 'this address is asked in another way')
  }
  if (action !== undefined) return runAction(request, response, action, source)
  if (path === 'api/state') return sendPageJson(response, 200, source.state(), method)
  if (number === undefined)
    return method === 'HEAD' ? sendPageJson(response, 200, null, method) : streamChanges(response, source)
  const detail = source.callback(Number(number))
  if (detail === null) return sendPageError(response, 404, `callback ${number} is not kept any more`)
  sendPageJson(response, 200, detail, method)
}

async function runAction(
  request: IncomingMessage,
  response: ServerResponse,
  action: Action,
  source: PhonePageSource,
): Promise<void> {
  const body = await readJsonBody(request)
  if (body.kind === 'refused') return sendPageError(response, body.status, body.why)
  const done = action(body.value, source)
  if (done === undefined) return sendPageError(response, 400, 'this is not what the page sends')
  if (done.result !== undefined) return sendPageError(response, 409, done.result.refused)
  sendPageJson(response, 200, { done: true })
}
