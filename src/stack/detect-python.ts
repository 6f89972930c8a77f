import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'
import { type Evidence, firstOfEach, type ProjectFacts } from './facts.ts'
import { lockedPackages, requiredPackages } from './package-names.ts'

const frameworkOf: Readonly<Record<string, FrameworkName>> = {
  flask: 'Flask',
  django: 'Django',
  djangorestframework: 'Django',
  fastapi: 'FastAPI',
}

/** environs and pydantic-settings leave the reading to python-dotenv. */
const loaderOfPackage: Readonly<Record<string, LoaderName>> = {
  'python-dotenv': 'python-dotenv',
  'pydantic-settings': 'python-dotenv',
  environs: 'python-dotenv',
  'django-environ': 'django-environ',
  'python-decouple': 'python-decouple',
}

const loaderOfModule: Readonly<Record<string, LoaderName>> = {
  dotenv: 'python-dotenv',
  pydantic_settings: 'python-dotenv',
  environs: 'python-dotenv',
  environ: 'django-environ',
  decouple: 'python-decouple',
}

const manifests = /^(?:requirements.*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|environment\.ya?ml)$/i
const locks = /\.lock$/

/** What a source imports is certain; what is only required may be there for something else, and so comes later. */
export function detectPython({ texts }: ProjectFacts): Evidence {
  const frameworks: Detected<FrameworkName>[] = []
  const loaders: Detected<LoaderName>[] = []
  const imported: Detected<LoaderName>[] = []
  const importing: Detected<FrameworkName>[] = []
  const locked: Detected<FrameworkName>[] = []
  for (const [file, text] of texts) {
    if (manifests.test(file))
      for (const name of requiredPackages(text)) {
        addTo(frameworks, frameworkOf[name], file, `names ${name}`)
        addTo(loaders, loaderOfPackage[name], file, `names ${name}`)
      }
    else if (locks.test(file))
      for (const name of lockedPackages(file, text)) {
        addTo(locked, frameworkOf[name], file, `locks ${name}`)
        addTo(loaders, loaderOfPackage[name], file, `locks ${name}`)
      }
    else if (file.endsWith('.py'))
      for (const name of importedModules(text)) {
        addTo(importing, frameworkOf[name], file, `imports ${name}`)
        addTo(imported, loaderOfModule[name], file, `imports ${name}`)
      }
  }
  // What only a lock names may have been brought in by something else.
  const direct = [...frameworks, ...importing]
  return {
    frameworks: firstOfEach(direct.length > 0 ? direct : locked),
    loaders: firstOfEach([...imported, ...loaders]),
  }
}

/** They stand at the top; going through all of a source takes time that every start would pay. */
const topOfSource = 8_192

function importedModules(text: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const line of text.slice(0, topOfSource).split('\n')) {
    if (!line.includes('import')) continue
    const statement = line.trimStart()
    if (!statement.startsWith('from ') && !statement.startsWith('import ')) continue
    const name = /^\w+ +(\w{1,40})/.exec(statement)?.[1]
    if (name !== undefined) names.add(name)
  }
  return names
}

function addTo<Name extends string>(
  list: Detected<Name>[],
  name: Name | undefined,
  file: string,
  because: string,
): void {
  if (name !== undefined) list.push({ name, file, because })
}
