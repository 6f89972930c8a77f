/** The parts of `package.json` and `composer.json` that say what a project is made of; nothing where it is no JSON. */
export interface JsonManifest {
  /** Names of the packages that it requires, also for development only. */
  readonly requires: ReadonlySet<string>
  readonly scripts: ReadonlyMap<string, string>
  readonly nodeRange: string | undefined
}

export function readJsonManifest(text: string | undefined): JsonManifest {
  const root = asObject(parse(text))
  const requires = new Set<string>()
  for (const key of ['dependencies', 'devDependencies', 'optionalDependencies', 'require', 'require-dev'])
    for (const name of Object.keys(asObject(root[key]))) requires.add(name)
  const scripts = Object.entries(asObject(root.scripts)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const { node } = asObject(root.engines)
  return { requires, scripts: new Map(scripts), nodeRange: typeof node === 'string' ? node : undefined }
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    // Whoever writes it must see that anyway; here it only says nothing.
    return undefined
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
