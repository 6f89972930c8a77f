import { decodeText } from '../bytes.ts'
import type { FileReading, Loader, Reading, Surroundings } from '../loader.ts'
import { parseBun } from './bun-assignments.ts'
import { expandBun } from './bun-expand.ts'
import { surroundingValue } from './surrounding-value.ts'

/**
 * Bun 1.4 as it loads one env file by itself. Every value is expanded, a single-quoted one too, one after the other in
 * file order: a reference to a variable further up gets its expanded value, one to itself or further down what is
 * written there. What the process has set already stays as it is, and references get that.
 */
export const bunLoader: Loader = {
  name: 'bun',
  read: (bytes, surroundings) => readBun(decodeText(bytes).replace(/^\ufeff/, ''), surroundings),
}

/**
 * Characters that the values of one file may grow to together. Bun knows no limit, but a file whose every line doubles
 * the one above would fill all memory.
 */
const LARGEST_EXPANSION = 8 * 1024 * 1024

const tooLarge: Reading = { kind: 'raises', reason: 'its references grow to more than 8 MiB' }

function readBun(text: string, surroundings: Surroundings): FileReading {
  const values = new Map(parseBun(text))
  const fromProcess = (name: string) => surroundingValue(surroundings, name)
  const overruling = new Map(Object.entries(surroundings.overruling ?? {}))
  const lookUp = (name: string) => fromProcess(name) ?? overruling.get(name) ?? values.get(name)
  const readings = new Map<string, Reading>()
  let room = LARGEST_EXPANSION
  for (const [name, written] of values) {
    const inherited = fromProcess(name)
    const value = inherited ?? expandBun(written, lookUp, room)
    readings.set(name, value === null ? tooLarge : { kind: 'value', value })
    // After the first that is too large no other is followed: it might refer to that one.
    room = value === null ? 0 : room - value.length
    if (value !== null && inherited === undefined) values.set(name, value)
  }
  return { kind: 'read', variables: readings }
}
