/**
 * How much work one file may cause, in characters gone through. References may multiply each other without end: the
 * loaders themselves then hang or run out of memory, we stop. No file that any app lives with comes near.
 */
const MOST_WORK = 8 * 1024 * 1024

/** What a search that begins anew costs at least: some run in circles over a short text. */
export const NEW_SEARCH = 1024

/** Accounts for work on this many characters; false once it is too much for one file. */
export type Spend = (characters: number) => boolean

/** A new account: one for each file. */
export function limitWork(): Spend {
  let left = MOST_WORK
  return (characters) => {
    left -= characters
    return left >= 0
  }
}
