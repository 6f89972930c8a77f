/** Paths under which the route may be instead, the likeliest first. */
export function neighbourPaths(path: string): readonly string[] {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const lower = path.toLowerCase()
  const candidates = [
    path.endsWith('/') ? bare : `${path}/`,
    bare.startsWith('/api/') ? bare.slice('/api'.length) : `/api${bare}`,
    bare.replace(/\/v\d+(?=\/)/, ''),
    bare.replace(/\/{2,}/g, '/'),
    lower,
  ]
  return [...new Set(candidates)].filter((candidate) => candidate !== path && candidate.startsWith('/'))
}

/** A path beside the callback's that no app has. */
export function unlikelySibling(path: string, random: string): string {
  return `${path.replace(/[^/]*\/?$/, '')}mpesa-doctor-${random}`
}
