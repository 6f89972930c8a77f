import type { RecordedBody } from './event.ts'

/** Far more than any callback has. What is longer passes through, and only its beginning is kept. */
export const mostKeptBytes = 1_048_576

/** Whether the end of a body was not kept: then it can be read, but not sent again. */
export function isCut({ bytes, exact }: RecordedBody): boolean {
  return !exact && bytes > mostKeptBytes
}

/** What was kept of a body that is no text. */
export function bytesOf({ content }: RecordedBody): Uint8Array {
  return Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
}
