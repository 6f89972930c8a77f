/** Edits between two words, where swapping neighbours counts as one (optimal string alignment). */
export function countEdits(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** Fewer letters begin too many names. */
const shortestBeginning = 4

/** Edits, but less than one for the last part of a name (people remember that) and for a beginning, which is no slip. */
function distanceTo(wanted: string, candidate: string): number {
  const lastPart = candidate.slice(candidate.indexOf('/') + 1)
  if (lastPart === wanted) return 0
  const isBeginning = candidate.startsWith(wanted) || lastPart.startsWith(wanted)
  // Of several names that begin so, the one with the least to add.
  if (wanted.length >= shortestBeginning && isBeginning) return 1 - 1 / (1 + candidate.length - wanted.length)
  return countEdits(wanted, candidate)
}

/** The known name that a mistyped one most likely meant, or undefined if none is near enough to be a slip. */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    const candidate = name.toLowerCase()
    const distance = distanceTo(wanted, candidate)
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) * 0.4))
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { name, distance }
  }
  return best?.name
}
