export type IndexAnswer = 'tracked' | 'untracked' | 'unknown'

const headerBytes = 12
/** Times, device, inode, mode, owner and size of an entry. */
const statBytes = 40
const extendedFlag = 0x4000
const longName = 0xfff

/**
 * Whether the index lists a path (with slashes, from the root of the working tree). Formats 2, 3 and 4 as in
 * https://git-scm.com/docs/index-format. Never throws: what does not read as an index is `unknown`, and so is a path that
 * may be in another file (split index) or under a folder that is listed as a whole (sparse index).
 */
export function findInIndex(bytes: Uint8Array, path: string, hashBytes: 20 | 32 = 20): IndexAnswer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < headerBytes || view.getUint32(0) !== 0x44495243) return 'unknown'
  const version = view.getUint32(4)
  if (version < 2 || version > 4) return 'unknown'
  const wanted = new TextEncoder().encode(path)
  let name: Uint8Array = new Uint8Array(0)
  let at = headerBytes
  for (let left = view.getUint32(8); left > 0; left--) {
    const flagsAt = at + statBytes + hashBytes
    if (flagsAt + 4 > bytes.length) return 'unknown'
    const flags = view.getUint16(flagsAt)
    const nameAt = flagsAt + (version > 2 && (flags & extendedFlag) !== 0 ? 4 : 2)
    if (version === 4) {
      const { value: dropped, next } = readOffset(bytes, nameAt)
      const end = bytes.indexOf(0, next)
      if (end === -1 || dropped > name.length) return 'unknown'
      name = join(name.subarray(0, name.length - dropped), bytes.subarray(next, end))
      at = end + 1
    } else {
      const length = flags & longName
      const end = length < longName ? nameAt + length : bytes.indexOf(0, nameAt)
      if (end === -1 || end > bytes.length) return 'unknown'
      name = bytes.subarray(nameAt, end)
      // One to eight NUL bytes, so that every entry is a multiple of eight long.
      at += (end - at + 8) & ~7
    }
    if (isSame(name, wanted)) return 'tracked'
    if (name.at(-1) === slash && startsWith(wanted, name)) return 'unknown'
  }
  return hasExtension(bytes, view, at, 'link', hashBytes) ? 'unknown' : 'untracked'
}

const slash = 0x2f

function isSame(name: Uint8Array, wanted: Uint8Array): boolean {
  return name.length === wanted.length && startsWith(wanted, name)
}

function startsWith(whole: Uint8Array, start: Uint8Array): boolean {
  if (start.length > whole.length) return false
  // Paths of one folder differ at their end.
  for (let index = start.length - 1; index >= 0; index--) if (whole[index] !== start[index]) return false
  return true
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length)
  joined.set(left)
  joined.set(right, left.length)
  return joined
}

/** A number in the form of pack offsets: seven bits a byte, the highest bit says that more follow. */
function readOffset(bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } {
  let at = start
  let byte = bytes[at++] ?? 0
  let value = byte & 0x7f
  while ((byte & 0x80) !== 0 && at < start + 5) {
    byte = bytes[at++] ?? 0
    value = ((value + 1) << 7) | (byte & 0x7f)
  }
  return { value, next: at }
}

function hasExtension(bytes: Uint8Array, view: DataView, start: number, name: string, hashBytes: number): boolean {
  let at = start
  while (at + 8 <= bytes.length - hashBytes) {
    if (String.fromCharCode(...bytes.subarray(at, at + 4)) === name) return true
    at += 8 + view.getUint32(at + 4)
  }
  return false
}
