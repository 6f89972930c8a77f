import { indentJson } from '../../callbacks/json-layout.ts'
import { scanJson } from '../../callbacks/json-nodes.ts'
import { readCallbackMessage } from '../../daraja/callback-message.ts'
import type { InboxEvent, RecordedRequest } from '../event.ts'
import type { EventDetail } from '../inspector-api.ts'
import { protectAnswer, protectRequest } from '../protect.ts'
import { explainFields } from './explain-fields.ts'
import { type SummaryMeans, summariseEvent } from './summarise-event.ts'

export interface DetailMeans extends SummaryMeans {
  /** A command line for a shell that sends the request. */
  readonly curl: (request: RecordedRequest) => string
  /** Why an event cannot be sent again; null if it can. */
  readonly cannotReplay: (event: InboxEvent) => string | null
}

/** One event in full. It is masked once more: an inbox may hold everything as it came. */
export function detailEvent(event: InboxEvent, means: DetailMeans): EventDetail {
  const protection = { mask: means.mask, seal: null }
  const { sealed: _, ...request } = protectRequest(event.request, protection)
  const answer = event.answer === null ? null : protectAnswer(event.answer, protection)
  const content = request.body.encoding === 'utf8' ? request.body.content : ''
  return {
    summary: summariseEvent(event, means),
    request,
    answer,
    fields: explainFields(content, readCallbackMessage(content).kind, new Date(event.receivedAt)),
    pretty: scanJson(content) === undefined ? null : indentJson(content),
    curl: means.curl(request),
    cannotReplay: means.cannotReplay(event),
  }
}
