import { type FileHandle, open } from 'node:fs/promises'
import { headBytes, type LineHead, readHead } from '../inbox/event-lines.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'

const chunkBytes = 262_144
/** Twice what the largest event takes, sealed and escaped; what is longer is no line of ours. */
const mostBytes = 64 * 1_048_576

/** Told of each whole line of the format; `text` is read only if it is asked for, and only while the call lasts. */
export type OnLine = (head: LineHead, text: () => string) => void

/** Reads the file from an offset to its end without holding it; resolves to the offset behind the last whole line. */
export async function readLines(file: FileHandle, from: number, onLine: OnLine): Promise<number> {
  const { end, rest } = await splitLines(file, from, (line) => tell(line, onLine))
  // A file that was copied or edited may lack the last line's end.
  if (rest !== null && from === 0) tell(rest, onLine)
  return end
}

/** The whole file; one that was removed meanwhile, or is a folder, has no lines. */
export async function readSegment(path: string, onLine: OnLine): Promise<void> {
  const file = await openIfThere(path)
  if (file === null) return
  await readLines(file, 0, onLine).finally(() => file.close())
}

export async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    const file = await open(path, 'r')
    // Windows opens no folders; a pipe or device would be read without end.
    if ((await file.stat()).isFile()) return file
    await file.close()
    return null
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(errnoOf(error) ?? '')) return null
    throw error
  }
}

function tell(line: Buffer, onLine: OnLine): void {
  const text = (): string => line.toString('utf8')
  const head = readHead(line.toString('latin1', 0, headBytes), text)
  if (head !== undefined) onLine(head, text)
}

async function splitLines(file: FileHandle, from: number, onLine: (line: Buffer) => void) {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let parts: Buffer[] = []
  let size = 0
  let position = from
  let end = from
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, position)
    if (bytesRead === 0) break
    const data = chunk.subarray(0, bytesRead)
    let start = 0
    for (let at = data.indexOf(10); at !== -1; at = data.indexOf(10, start)) {
      const piece = data.subarray(start, at)
      if (size <= mostBytes) onLine(parts.length === 0 ? piece : Buffer.concat([...parts, piece]))
      parts = []
      size = 0
      start = at + 1
      end = position + start
    }
    size += bytesRead - start
    if (size > mostBytes) parts = []
    else if (start < bytesRead) parts.push(Buffer.from(data.subarray(start)))
    position += bytesRead
  }
  return { end, rest: parts.length === 0 ? null : Buffer.concat(parts) }
}
