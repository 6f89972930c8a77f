/** Pages differ in tokens, times and the path that they print; the rest must agree. */
export function sameText(a: string, b: string): boolean {
  return normalise(a) === normalise(b)
}

function normalise(text: string): string {
  return text
    .replaceAll(/mpesa-doctor-\w+/g, '')
    .replaceAll(/\/[\w/.-]+/g, '')
    .replaceAll(/[\w+/=-]{24,}|\d+/g, '')
    .replaceAll(/\s+/g, ' ')
}
