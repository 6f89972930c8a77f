/** An index as Git writes it; the paths must be sorted. */
export function buildIndex(
  version: number,
  paths: readonly string[],
  { hashBytes = 20, extension }: { readonly hashBytes?: number; readonly extension?: string } = {},
): Uint8Array {
  const parts: Buffer[] = [header(version, paths.length)]
  let previous = ''
  for (const path of paths) {
    const name = Buffer.from(path)
    const fixed = Buffer.alloc(40 + hashBytes + 2)
    fixed.writeUInt16BE(Math.min(name.length, 0xfff), 40 + hashBytes)
    if (version === 4) {
      let shared = 0
      while (shared < previous.length && previous[shared] === path[shared]) shared++
      parts.push(fixed, offset(previous.length - shared), Buffer.from(path.slice(shared)), Buffer.alloc(1))
    } else {
      const length = fixed.length + name.length
      parts.push(fixed, name, Buffer.alloc(8 - (length % 8)))
    }
    previous = path
  }
  if (extension !== undefined) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(4)
    parts.push(Buffer.from(extension), length, Buffer.from('data'))
  }
  return Buffer.concat([...parts, Buffer.alloc(hashBytes)])
}

function header(version: number, count: number): Buffer {
  const bytes = Buffer.from('DIRC\0\0\0\0\0\0\0\0')
  bytes.writeUInt32BE(version, 4)
  bytes.writeUInt32BE(count, 8)
  return bytes
}

function offset(value: number): Buffer {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 0x7f))
  return Buffer.from(bytes)
}
