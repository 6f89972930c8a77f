import { closeSync, constants, openSync, readSync } from 'node:fs'
import type { SourceHit } from '../core/sources-port.ts'
import { needleOf } from './sources-node-needle.ts'

const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)
const nulWithin = 8_192
const mostOfLine = 200

/** Reads files into one buffer: most of them are looked at once and thrown away. */
export interface FileScanner {
  /** Adds what the pattern finds in a file; false if the file was not looked at. */
  scan(path: string, file: string, hits: SourceHit[]): boolean
}

export function createFileScanner(pattern: RegExp, maxFileBytes: number): FileScanner {
  const buffer = Buffer.allocUnsafe(maxFileBytes + 1)
  // One byte, one character: enough to see whether a pattern of ASCII characters can match at all.
  const isAscii = !/[^\x00-\x7f]|\\u/.test(pattern.source)
  const needle = needleOf(pattern)
  return {
    scan(path, file, hits) {
      const length = readInto(buffer, path)
      if (length === -1 || length > maxFileBytes) return false
      if (needle !== undefined && !buffer.subarray(0, length).includes(needle)) return true
      pattern.lastIndex = 0
      if (isAscii && !pattern.test(buffer.toString('latin1', 0, length))) return true
      if (buffer.subarray(0, Math.min(length, nulWithin)).includes(0)) return true
      findAll(pattern, buffer.toString('utf8', 0, length), file, hits)
      return true
    },
  }
}

function readInto(buffer: Buffer, path: string): number {
  let file: number | undefined
  try {
    file = openSync(path, flags)
    return readSync(file, buffer, 0, buffer.length, null)
  } catch {
    return -1
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function findAll(pattern: RegExp, text: string, file: string, hits: SourceHit[]): void {
  pattern.lastIndex = 0
  let line = 1
  let counted = 0
  for (const { 0: match, index } of text.matchAll(pattern)) {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < index; at = text.indexOf('\n', counted)) {
      line++
      counted = at + 1
    }
    const end = text.indexOf('\n', index)
    const whole = text.slice(counted, end === -1 ? text.length : end).trimEnd()
    hits.push({ file, line, column: index - counted + 1, match, text: around(whole, index - counted) })
  }
}

/** The part of a line that holds the match. */
function around(line: string, at: number): string {
  const start = at + 80 < mostOfLine ? 0 : at - 80
  return line.slice(start, start + mostOfLine)
}
