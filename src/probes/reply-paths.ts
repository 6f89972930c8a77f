/** Paths under which the route may be instead, the likeliest first: after the other requests there is room for four. */
export function neighbourPaths(path: string): readonly string[] {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const candidates = [
    path.replace(/\/{2,}/g, '/'),
    path.toLowerCase(),
    path.endsWith('/') ? bare : isScript(bare) ? path : `${path}/`,
    otherExtension(bare),
    bare.startsWith('/api/') ? bare.slice('/api'.length) : `/api${bare}`,
    bare.replace(/\/v\d+(?=\/)/, ''),
  ]
  return [...new Set(candidates)].filter((candidate) => candidate !== path && candidate.startsWith('/'))
}

/** Servers with PHP hide the extension of scripts or ask for it, by a rewrite rule. */
function otherExtension(bare: string): string {
  if (isScript(bare)) return bare.slice(0, -'.php'.length)
  return bare === '/' || /\.\w{1,5}$/.test(bare) ? bare : `${bare}.php`
}

function isScript(path: string): boolean {
  return /[^/]\.php$/i.test(path)
}

/** A path beside the callback's that no app has. */
export function unlikelySibling(path: string, random: string): string {
  return `${path.replace(/[^/]*\/?$/, '')}mpesa-doctor-${random}`
}

/** The same at the root of the site, beyond any prefix or parameter of the route; none where the first is there already. */
export function siblingAbove(path: string, random: string): readonly string[] {
  return path.replace(/[^/]*\/?$/, '') === '/' ? [] : [`/mpesa-doctor-${random}`]
}
