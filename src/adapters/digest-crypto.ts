import type { DigestPort } from '../core/ports.ts'

export const systemDigest: DigestPort = {
  short: (text) => sha256(text).slice(0, 8),
  sha256,
}

function sha256(text: string): string {
  // Loaded when it is needed: most runs find nothing to compare.
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(text).digest('hex')
}
