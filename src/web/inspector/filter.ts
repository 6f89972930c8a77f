import type { EventSummary } from '../../inbox/inspector-api.ts'
import { needles } from '../../inbox/masked-needle.ts'
import { describeKind, describeResult } from '../shared/result-words.ts'

/** One condition of the filter box; all of them must hold. */
interface Condition {
  readonly field: 'text' | 'kind' | 'status' | 'code' | 'id' | 'is'
  readonly wanted: string
  /** The same and its masked spellings, in small letters. */
  readonly spellings: readonly string[]
  /** Written with a minus in front: the events that it does not hold for. */
  readonly negated: boolean
}

export type Filter = readonly Condition[]

/** `stk`, `"wrong pin"`, `status:5xx`, `-kind:stk`, with the field in group 2 and the value in 3 or 4. */
const word = /(-?)(?:(kind|status|code|id|is):)?(?:"([^"]*)"?|(\S+))/gi

/** Reads what was typed. Anything is a filter: what has no known field in front is searched for as text. */
export function parseFilter(text: string): Filter {
  return [...text.matchAll(word)].flatMap(([whole, minus, field, quoted, plain]): readonly Condition[] => {
    const typed = quoted ?? plain ?? ''
    const wanted = typed.toLowerCase()
    const spellings = needles(typed).map((spelling) => spelling.toLowerCase())
    const negated = minus === '-'
    if (field === undefined && /^-?(?:unanswered|warned)$/i.test(whole))
      return [{ field: 'is', wanted, spellings, negated }]
    // A field whose value is yet to be typed.
    if (wanted === '' || /^(?:kind|status|code|id|is):$/.test(wanted)) return []
    return [{ field: (field?.toLowerCase() ?? 'text') as Condition['field'], wanted, spellings, negated }]
  })
}

export function matchesFilter(event: EventSummary, filter: Filter): boolean {
  return filter.every((condition) => holds(event, condition) !== condition.negated)
}

function holds(event: EventSummary, { field, wanted, spellings }: Condition): boolean {
  switch (field) {
    case 'kind':
      return event.kind === wanted || event.kind.startsWith(`${wanted}-`)
    case 'code':
      return event.resultCode?.toLowerCase() === wanted
    case 'status':
      return statusMatches(event.answer?.status, wanted) || (wanted === 'none' && isUnanswered(event))
    case 'id':
      return [event.id, event.messageId, event.receipt, event.account].some((value) =>
        holdsAny(value?.toLowerCase() ?? '', spellings),
      )
    case 'is':
      if (wanted === 'unanswered') return isUnanswered(event)
      return wanted === 'warned' && event.findings.length > 0
    case 'text':
      return holdsAny(searchText(event), spellings)
  }
}

function holdsAny(text: string, spellings: readonly string[]): boolean {
  return spellings.some((spelling) => text.includes(spelling))
}

/** The app gave no answer of its own: there is none yet, or the inbox answered in its place. */
export function isUnanswered({ answer }: EventSummary): boolean {
  return answer === null || answer.reason !== null
}

function statusMatches(status: number | undefined, wanted: string): boolean {
  if (status === undefined) return false
  return /^\dxx$/.test(wanted) ? String(status)[0] === wanted[0] : String(status) === wanted
}

/** Summaries are never changed in place, so what was put together once holds as long as they do. */
const searchTexts = new WeakMap<EventSummary, string>()

function searchText(event: EventSummary): string {
  const known = searchTexts.get(event)
  if (known !== undefined) return known
  const { method, target, kind, resultCode, resultDesc, amount, messageId, receipt, account, from, peer } = event
  const parts = [method, target, kind, describeKind(kind), resultCode, resultDesc, describeResult(event).word]
  const codes = event.findings.map(({ code }) => code)
  const text = [...parts, amount, messageId, receipt, account, from, peer, ...codes].join('\n').toLowerCase()
  searchTexts.set(event, text)
  return text
}

/** Adds a word to what is in the filter box, or takes it out again. */
export function toggleWord(text: string, toggled: string): string {
  const words = text.split(/\s+/).filter((part) => part !== '')
  return (words.includes(toggled) ? words.filter((part) => part !== toggled) : [...words, toggled]).join(' ')
}
