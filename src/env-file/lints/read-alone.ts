import { type KeyReading, readingOfKey } from '../key-reading.ts'
import type { FileReading, Loader, Surroundings } from '../loader.ts'
import type { Segment } from '../segment.ts'

/** What a loader makes of one line as if it were the whole file: faults of other lines do not hide this one's. */
export function readAlone(
  loader: Loader,
  bytes: Uint8Array,
  segment: Segment,
  surroundings: Surroundings,
): FileReading {
  return loader.read(bytes.subarray(segment.start, segment.end), surroundings)
}

/** Whether the app gets no value at all where there should be one. */
export function isLost({ outcome }: KeyReading): boolean {
  return outcome === 'unset' || outcome === 'null' || outcome === 'file-rejected'
}

/** The same for a text that stands in no file. */
export function readText(loader: Loader, text: Uint8Array, key: string, surroundings: Surroundings): KeyReading {
  return readingOfKey(loader.name, loader.read(text, surroundings), key)
}
