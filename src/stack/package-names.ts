/**
 * Names of Python packages that stand in a list of requirements: a line of `requirements.txt`, a key or a text in TOML,
 * a text in `setup.py`. Spelled as the index compares them (PEP 503): lower case, `-` for `_` and `.`.
 */
export function requiredPackages(text: string): ReadonlySet<string> {
  const pattern = /(?:^[ \t]*(?:-[ \t]+)?|["'])([A-Za-z][\w.-]{0,60})[ \t]*(?:$|[\r"'[=<>~!;@,(#])/gm
  return normalised(text, pattern)
}

/** Packages that a lock file has settled on. What other packages could ask for (`extras`) is not among them. */
export function lockedPackages(path: string, text: string): ReadonlySet<string> {
  return normalised(text, path === 'Pipfile.lock' ? /^ *"([\w.-]{1,60})": \{/gm : /^name = "([\w.-]{1,60})"/gm)
}

function normalised(text: string, pattern: RegExp): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [, name = ''] of text.matchAll(pattern)) names.add(name.toLowerCase().replace(/[_.]+/g, '-'))
  return names
}
