import { promisify } from 'node:util'
import type { HttpReply, ReplyOddity } from '../core/http-port.ts'

interface Content {
  readonly headers: HttpReply['headers']
  readonly bytes: Buffer
  /** False if more would have come. */
  readonly isWhole: boolean
  readonly maxBytes: number
}

/** The text of a body, and what its headers promised of it in vain. */
export async function decodeBody(content: Content): Promise<{ text: string; oddities: readonly ReplyOddity[] }> {
  const header = (wanted: string) => content.headers.find(([name]) => name === wanted)?.[1] ?? ''
  const coding = header('content-encoding').trim().toLowerCase()
  const bytes = coding === '' ? content.bytes : await expand(content.bytes, coding, content.maxBytes)
  const label = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(header('content-type'))?.[1]
  const charset = label === undefined || isKnown(label) ? label : undefined
  const oddities: ReplyOddity[] = label === undefined || charset === label ? [] : ['unknown-charset']
  if (charset !== undefined && !isDecodable(bytes, charset, content.isWhole)) oddities.push('wrong-charset')
  return { text: new TextDecoder(charset, { ignoreBOM: false }).decode(bytes), oddities }
}

function isKnown(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

/** The last character of a body that was cut may be cut as well. */
function isDecodable(bytes: Uint8Array, charset: string, isWhole: boolean): boolean {
  try {
    new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: !isWhole })
    return true
  } catch {
    return false
  }
}

/** As much as may be kept; what cannot be expanded, or becomes larger than that, stays as it is. */
async function expand(bytes: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  if (bytes.length === 0 || !/^(?:x-gzip|gzip|deflate|br)$/.test(coding)) return bytes
  const { brotliDecompress, constants, unzip } = await import('node:zlib')
  const limit = { maxOutputLength: Math.max(1, maxBytes) }
  try {
    // A body that was cut still shows its beginning.
    return coding === 'br'
      ? await promisify(brotliDecompress)(bytes, { ...limit, finishFlush: constants.BROTLI_OPERATION_FLUSH })
      : await promisify(unzip)(bytes, { ...limit, finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return bytes
  }
}
