export interface CurlRequest {
  readonly method?: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array
}

/** Linux takes no longer word on a command line than 128 KiB. */
const longestWord = 100_000

/**
 * The request for a POSIX shell with curl, to the byte. What no word of a command line can hold, as zero bytes or what is
 * no text, goes through `base64`.
 */
export function curlLine({ method = 'POST', url, headers, body }: CurlRequest): string {
  const isWord = typeof body === 'string' && !body.includes('\0') && body.length <= longestWord
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const curl = [
    `curl -X ${/^[A-Z]{1,20}$/.test(method) ? method : 'POST'}`,
    // curl gives brackets and dots in a path a meaning of their own.
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    ...(/\/\./.test(url) ? ['--path-as-is'] : []),
    quote(url),
    ...headers.map(([name, value]) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
    // Otherwise curl says that every body is a form.
    ...(body.length > 0 && !names.has('content-type') ? ["-H 'Content-Type:'"] : []),
    ...(body.length === 0 ? [] : [isWord ? `--data-raw ${quote(body)}` : '--data-binary @-']),
  ].join(' ')
  return isWord || body.length === 0 ? curl : `printf %s '${toBase64(body)}' | base64 -d | ${curl}`
}

/** As POSIX shells read it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function toBase64(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  let binary = ''
  // In pieces, as a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(binary)
}
