import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Seal } from '../inbox/protect.ts'

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16

/**
 * AES-256-GCM with a key that lies in a file of the user's own (mode 0600) and is made when it is first needed. It keeps
 * phone numbers unreadable in a folder that is copied, shared or committed; whoever can read this user's files can open it.
 * Null if there is no key and none can be written.
 */
export async function openSeal(keyFile: string): Promise<Seal | null> {
  const key = (await readKey(keyFile)) ?? (await makeKey(keyFile))
  if (key === null) return null
  const nextIv = createIvs()
  return {
    close(text) {
      const iv = nextIv()
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const closed = cipher.update(text, 'utf8')
      // A stream cipher leaves nothing for the end.
      cipher.final()
      return Buffer.concat([iv, cipher.getAuthTag(), closed]).toString('base64')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes))
        decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
        return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}

/** Random and never used twice; many at a time, because each call into the system costs more than the sealing. */
function createIvs(): () => Buffer {
  let pool = Buffer.alloc(0)
  return () => {
    if (pool.length < ivBytes) pool = randomBytes(ivBytes * 256)
    const iv = pool.subarray(0, ivBytes)
    pool = pool.subarray(ivBytes)
    return iv
  }
}

async function readKey(file: string): Promise<Buffer | null> {
  const bytes = await readFile(file).catch(() => null)
  return bytes?.length === keyBytes ? bytes : null
}

/** Two that start together agree on one key: the first to link it into place has made it. */
async function makeKey(file: string): Promise<Buffer | null> {
  const temporary = `${file}.${process.pid}`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(temporary, randomBytes(keyBytes), { mode: 0o600, flush: true })
    await link(temporary, file).catch(() => undefined)
    return await readKey(file)
  } catch {
    return null
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}
