import { toTimestamp } from './nairobi-time.ts'

function hexDigits(count: number, random: () => number): string {
  return Array.from({ length: count }, () => Math.min(15, Math.floor(random() * 16)).toString(16)).join('')
}

/** An invented ConversationID of a result, such as `AG_20240706_2010364430d9bbdaf872`. */
export function makeConversationId(at: Date, random: () => number): string {
  return `AG_${toTimestamp(at).slice(0, 8)}_${hexDigits(20, random)}`
}

/** Whether an id of a result is a ConversationID; the others are OriginatorConversationIDs. */
export function isConversationId(id: string): boolean {
  return /^AG_\d{8}_/.test(id)
}

/** An invented UUID, as Ratiba and B2B Express use for their requests. */
export function makeUuid(random: () => number): string {
  return [8, 4, 4, 4, 12].map((count) => hexDigits(count, random)).join('-')
}
