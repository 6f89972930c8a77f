/** Paths under which the route may be instead, the likeliest first. */
export function neighbourPaths(path: string): readonly string[] {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const candidates = [
    path.replace(/\/{2,}/g, '/'),
    path.toLowerCase(),
    path.endsWith('/') ? bare : `${path}/`,
    bare.startsWith('/api/') ? bare.slice('/api'.length) : `/api${bare}`,
    bare.replace(/\/v\d+(?=\/)/, ''),
  ]
  return [...new Set(candidates)].filter((candidate) => candidate !== path && candidate.startsWith('/'))
}

/** A path beside the callback's that no app has. */
export function unlikelySibling(path: string, random: string): string {
  return `${path.replace(/[^/]*\/?$/, '')}mpesa-doctor-${random}`
}

/** The same at the root of the site, beyond any prefix or parameter of the route; none where the first is there already. */
export function siblingAbove(path: string, random: string): readonly string[] {
  return path.replace(/[^/]*\/?$/, '') === '/' ? [] : [`/mpesa-doctor-${random}`]
}
