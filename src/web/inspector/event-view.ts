import type { EventDetail } from '../../inbox/inspector-api.ts'
import { classed } from '../shared/dom.ts'
import {
  answerSection,
  bodySection,
  fieldsSection,
  findingsSection,
  headersSection,
  originLine,
} from './event-sections.ts'

/** One event in full, what is wrong first. */
export function eventView(detail: EventDetail): readonly Node[] {
  const { method, target, headers } = detail.request
  const fields = fieldsSection(detail)
  return [
    findingsSection(detail),
    ...(fields === null ? [] : [fields]),
    bodySection(detail),
    answerSection(detail),
    headersSection('Request headers', headers, `${method} ${target}`),
    classed('p', 'origin', originLine(detail)),
  ]
}
