/** The same path with other letters and digits where the secret stands. */
export function guessSecret(url: string): string {
  const secret = secretIn(url)
  if (secret === undefined) return url
  const guess = secret.replaceAll(/[A-Za-z0-9]/g, (letter) => (/\d/.test(letter) ? '7' : 'x'))
  return url.replace(secret, guess)
}

const shortestSecret = 16

/** A part of the path or query that nobody can guess; undefined if every part is a word or short. */
export function secretIn(url: string): string | undefined {
  const { pathname, searchParams } = new URL(url)
  const parts = [...pathname.split('/'), ...searchParams.values()]
  return parts.find(
    (part) =>
      part.length >= shortestSecret &&
      /^[A-Za-z0-9_.~=+-]+$/.test(part) &&
      // Words do not change between letters and digits; a long text without digits must mix its case.
      (countTurns(part) >= 3 || (/[a-z]/.test(part) && /[A-Z]/.test(part) && countTurns(part) >= 1)),
  )
}

function countTurns(text: string): number {
  return text.match(/\d[A-Za-z]|[A-Za-z]\d/g)?.length ?? 0
}
