/**
 * The STK `Password`: base64 of shortcode, passkey and timestamp without separators. The `Timestamp` of the same request
 * must be the very same text. Source: M-PESA Express page; its sample decodes to exactly this.
 */
export function makePassword(shortcode: string, passkey: string, timestamp: string): string {
  // btoa takes bytes only; a damaged passkey with other characters must show as refused by Daraja, not as a crash here.
  const bytes = new TextEncoder().encode(`${shortcode}${passkey}${timestamp}`)
  return btoa(String.fromCharCode(...bytes))
}
