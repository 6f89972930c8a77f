import { decodeText, LF } from '../bytes.ts'
import { findInvalidUtf8 } from '../encoding.ts'
import { type FileReading, type Loader, readingOf, type Surroundings } from '../loader.ts'
import { surroundingValue } from './surrounding-value.ts'

/**
 * Docker's `--env-file`. Everything behind the first `=` is the value, quotes and blanks and `#` with it; a name without
 * `=` is copied from the process, if it is set there. One line that it does not like, and it takes nothing at all.
 */
export const dockerLoader: Loader = { name: 'docker', read: readDocker }

/** Bytes of a line with its newline: the buffer of the scanner that Docker reads lines with. */
const LONGEST_LINE = 64 * 1024

function readDocker(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const values = new Map<string, string>()
  const invalid = findInvalidUtf8(bytes)
  const lines = decodeText(bytes).split('\n')
  let start = 0
  for (const [index, text] of lines.entries()) {
    const newline = bytes.indexOf(LF, start)
    const end = newline === -1 ? bytes.length : newline
    const reject = (reason: string): FileReading => ({ kind: 'rejected', reason, line: index + 1 })
    if (end - start >= LONGEST_LINE) return reject('a line is longer than 64 KiB')
    if (invalid >= start && invalid < end) return reject('a line is not UTF-8')
    const line = trimStart(index === 0 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '')
    start = end + 1
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const name = equals === -1 ? line : line.slice(0, equals)
    if (name === '') return reject('a line has nothing before its `=`')
    if (/[ \t]/.test(name)) return reject('a name holds a blank')
    const value = equals === -1 ? surroundingValue(surroundings, name) : line.slice(equals + 1)
    if (value !== undefined) values.set(name, value)
  }
  return readingOf(values)
}

/** Go's idea of white space, which has U+0085 and lacks U+FEFF. */
function trimStart(line: string): string {
  return line.replace(/^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, '')
}
