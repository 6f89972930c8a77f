/**
 * The headers of an STK callback as far as they were ever published: the content type and, in sandbox callbacks of 2026,
 * the shortcode. There is no signature, token or other proof of origin. User-Agent, further headers and their order are
 * not known, so none is invented here.
 */
export function callbackHeaders(shortcode?: string): readonly (readonly [name: string, value: string])[] {
  const contentType = ['Content-Type', 'application/json;charset=UTF-8'] as const
  return shortcode === undefined ? [contentType] : [contentType, ['BusinessShortCode', shortcode]]
}

/** The headers of the other callbacks: pages name the content type and nothing else. */
export const resultHeaders: readonly (readonly [name: string, value: string])[] = [['Content-Type', 'application/json']]
