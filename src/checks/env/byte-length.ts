/** How many bytes of UTF-8 a text takes: from characters to offsets. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
