import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InspectorSource } from '../inbox/inspector/inspector-server.ts'
import { pageSize } from '../inbox/inspector-api.ts'
import { type StreamOptions, streamEvents } from './inspector-server-stream.ts'
import { sendPageError, sendPageJson } from './page-server-answers.ts'
import { readJsonBody } from './page-server-body.ts'

export interface ApiRequest {
  readonly source: InspectorSource
  /** Behind the token: `api/events/12`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly stream: StreamOptions
}

/** Answers what the page asks for; see `inspector-api.ts`. */
export async function answerApi(request: IncomingMessage, response: ServerResponse, api: ApiRequest): Promise<void> {
  const { source, path, query, stream } = api
  const { method = '' } = request
  const [, number, verb] = /^api\/events\/(\d{1,15})(\/replay)?$/.exec(path) ?? []
  const isWriting = verb !== undefined
  const isKnown = path === 'api/events' || path === 'api/stream' || number !== undefined
  if (!isKnown) return sendPageError(response, 404, 'there is nothing at this address')
  if (isWriting !== (method === 'POST')) {
    response.setHeader('Allow', isWriting ? 'POST' : 'GET, HEAD')
    return sendPageError(response, 405, 'this address is asked in another way')
  }
  if (isWriting) return answerReplay(request, response, source, Number(number))
  const after = /^\d{1,15}$/.exec(query.get('after') ?? '0')?.[0]
  if (after === undefined) return sendPageError(response, 400, '`after` is no number of an event')
  if (number === undefined) await source.loaded
  if (path === 'api/events') return sendPageJson(response, 200, source.journal.page(Number(after), pageSize), method)
  if (path === 'api/stream') {
    if (method === 'HEAD') return sendPageJson(response, 200, null, method)
    const lastId = request.headers['last-event-id']
    return streamEvents(
      response,
      { number: Number(after), lastId: typeof lastId === 'string' ? lastId : undefined },
      stream,
    )
  }
  const detail = await source.detail(Number(number))
  if (detail === null) return sendPageError(response, 404, `there is no event ${number}`)
  sendPageJson(response, 200, detail, method)
}

async function answerReplay(
  request: IncomingMessage,
  response: ServerResponse,
  source: InspectorSource,
  number: number,
): Promise<void> {
  const body = await readJsonBody(request)
  if (body.kind === 'refused') return sendPageError(response, body.status, body.why)
  const set = readSet(body.value)
  if (set === undefined) return sendPageError(response, 400, '`set` is no list of a few short texts')
  const result = await source.replay(number, { set })
  if (result === null) return sendPageError(response, 404, `there is no event ${number}`)
  sendPageJson(response, 200, result, 'POST')
}

const mostSet = 50

function readSet(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { set = [] } = value as { readonly set?: unknown }
  if (!Array.isArray(set) || set.length > mostSet) return undefined
  return set.every((text): text is string => typeof text === 'string' && text.length <= 10_000) ? set : undefined
}
