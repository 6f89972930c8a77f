/** A value without the quotes that a loader left around it. */
export function unquote(value: string): string {
  const quote = value.charAt(0)
  return value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote) ? value.slice(1, -1) : value
}
