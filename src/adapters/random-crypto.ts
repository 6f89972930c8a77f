import type { RandomPort } from '../core/ports.ts'

export const cryptoRandom: RandomPort = {
  hex(digits) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(digits / 2)))
    return [...bytes]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .slice(0, digits)
  },
}
