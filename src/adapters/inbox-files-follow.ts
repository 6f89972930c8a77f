import type { ClockPort } from '../core/ports.ts'
import type { InboxEvent } from '../inbox/event.ts'
import { createPairing } from '../inbox/pair-lines.ts'
import { systemClock } from './clock-system.ts'
import { toReadError } from './inbox-files-failure.ts'
import { openIfThere, readLines } from './inbox-files-lines.ts'
import { listSegments, type Segment } from './inbox-files-segments.ts'

export interface FollowFilesOptions {
  /** Between two looks, in milliseconds. */
  readonly pauseMs?: number
  readonly clock?: ClockPort
}

/** How far a file was read. */
interface Place {
  readonly inode: bigint | number
  readonly offset: number
}

/**
 * Events behind a number as they are settled. Each file is read on from where the last look ended, so that a long inbox
 * costs nothing; a folder that is not there yet, or that was removed and made anew, is waited for.
 */
export async function* followInboxFiles(
  folder: string,
  afterNumber: number,
  signal: AbortSignal,
  { pauseMs = 250, clock = systemClock }: FollowFilesOptions = {},
): AsyncGenerator<InboxEvent> {
  let places = new Map<number, Place>()
  let pairing = createPairing(afterNumber, clock)
  while (!signal.aborted) {
    try {
      const segments = await listSegments(folder)
      // The newest file is never tidied away, so somebody has removed the folder: numbers begin again.
      if (places.size > 0 && !segments.some(({ sequence }) => places.has(sequence))) pairing = createPairing(0, clock)
      const next = new Map<number, Place>()
      for (const segment of segments) {
        const known = places.get(segment.sequence)
        const place = await readOn(segment, known, pairing.add)
        if (place === 'replaced') {
          // Another inbox by the same name, whose numbers begin again.
          pairing = createPairing(0, clock)
          places = new Map()
          next.clear()
          break
        }
        if (place !== null) next.set(segment.sequence, place)
        // Removed between listing and opening: the next look tells whether it was tidied away or the folder is gone.
        else if (known !== undefined) next.set(segment.sequence, known)
      }
      places = next
    } catch (error) {
      throw toReadError(error, folder)
    }
    yield* pairing.settled()
    await clock.sleep(pauseMs, signal).catch(() => undefined)
  }
}

async function readOn(
  { path }: Segment,
  known: Place | undefined,
  add: Parameters<typeof readLines>[2],
): Promise<Place | 'replaced' | null> {
  const file = await openIfThere(path)
  if (file === null) return null
  try {
    const { ino, size } = await file.stat()
    if (known !== undefined && (known.inode !== ino || size < known.offset)) return 'replaced'
    const from = known?.offset ?? 0
    return { inode: ino, offset: size === from ? from : await readLines(file, from, add) }
  } finally {
    await file.close()
  }
}
