import type { EventDetail } from '../../inbox/inspector-api.ts'
import { jsonLeaves, type Leaves } from './json-paths.ts'

/** One path that differs; null on the side that does not have it. */
export interface Difference {
  readonly path: string
  readonly change: 'changed' | 'added' | 'removed'
  readonly before: string | null
  readonly after: string | null
}

/** A part of two deliveries, compared. */
export interface ComparedPart {
  readonly title: string
  readonly differences: readonly Difference[]
  /** How many paths are the same on both sides. */
  readonly same: number
}

/** What differs from one set of leaves to another, in the order of the first, then what is new. */
export function compareLeaves(title: string, before: Leaves, after: Leaves): ComparedPart {
  const differences: Difference[] = []
  for (const [path, value] of before) {
    const other = after.get(path)
    if (other === undefined) differences.push({ path, change: 'removed', before: value, after: null })
    else if (other !== value) differences.push({ path, change: 'changed', before: value, after: other })
  }
  const same = before.size - differences.length
  for (const [path, value] of after)
    if (!before.has(path)) differences.push({ path, change: 'added', before: null, after: value })
  return { title, differences, same }
}

/** Two deliveries, part by part: body, headers, request line and answer. */
export function compareDeliveries(before: EventDetail, after: EventDetail): readonly ComparedPart[] {
  return [
    compareLeaves('Body', bodyLeaves(before), bodyLeaves(after)),
    compareLeaves('Answer of the app', answerLeaves(before), answerLeaves(after)),
    compareLeaves('Headers', headerLeaves(before.request.headers), headerLeaves(after.request.headers)),
    compareLeaves('Request', requestLeaves(before), requestLeaves(after)),
  ]
}

function bodyLeaves({ request: { body } }: EventDetail): Leaves {
  const json = body.encoding === 'utf8' ? jsonLeaves(body.content) : undefined
  return json ?? new Map(body.content.split(/\r?\n/).map((line, index) => [`line ${index + 1}`, line]))
}

/** Header names do not depend on case; what occurs twice is numbered. */
function headerLeaves(headers: EventDetail['request']['headers']): Leaves {
  const leaves = new Map<string, string>()
  for (const [name, value] of headers) {
    let key = name.toLowerCase()
    for (let round = 2; leaves.has(key); round++) key = `${name.toLowerCase()} (${round})`
    leaves.set(key, value)
  }
  return leaves
}

function requestLeaves({ request, summary }: EventDetail): Leaves {
  const { method, target, peer, from } = request
  const leaves = new Map([
    ['method', method],
    ['target', target],
    ['received', summary.receivedAt],
    ['connected from', peer],
  ])
  return from === null ? leaves : leaves.set('sent from', from)
}

function answerLeaves({ answer }: EventDetail): Leaves {
  if (answer === null) return new Map([['status', 'no answer']])
  const leaves = new Map([['status', String(answer.status)]])
  if (answer.kind === 'no-answer') return leaves.set('reason', answer.reason)
  for (const [path, value] of jsonLeaves(answer.body.content) ?? []) leaves.set(`body: ${path}`, value)
  return leaves
}
