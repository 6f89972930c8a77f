import type { RecordedRequest } from './event.ts'

/** Who sent a request in the first place, as the tunnel or proxy tells; nothing proves it. */
export function claimedSource(headers: RecordedRequest['headers']): string | null {
  const value = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const claimed = value('cf-connecting-ip') ?? value('x-forwarded-for')?.split(',')[0] ?? value('x-real-ip')
  const address = claimed?.trim() ?? ''
  return /^[\da-f.:]{3,45}$/i.test(address) ? address : null
}
