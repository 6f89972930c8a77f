import type { ProjectFacts } from './facts.ts'

/** Files that say something by their whole name in lower case, by what they say. */
const kindOfName: Readonly<Record<string, Kind>> = {
  'package.json': 'manifest',
  'composer.json': 'manifest',
  'manage.py': 'manifest',
  'pyproject.toml': 'manifest',
  pipfile: 'manifest',
  'setup.py': 'manifest',
  'setup.cfg': 'manifest',
  'environment.yml': 'manifest',
  'environment.yaml': 'manifest',
  makefile: 'commands',
  gnumakefile: 'commands',
  justfile: 'commands',
  'taskfile.yml': 'commands',
  'taskfile.yaml': 'commands',
  '.envrc': 'commands',
  '.nvmrc': 'version',
  '.node-version': 'version',
  '.tool-versions': 'version',
  'uv.lock': 'lock',
  'poetry.lock': 'lock',
  'pdm.lock': 'lock',
  'pipfile.lock': 'lock',
}

/** What an app's first file is usually called. */
const entryNames: Readonly<Record<string, readonly string[]>> = {
  py: ['app', 'main', 'wsgi', 'asgi', 'run', 'server', 'application', 'config', 'settings', '__init__'],
  js: ['index', 'server', 'app', 'main'],
}

/** The most telling first, and how many files of each are read. */
const mostOfKind = {
  manifest: 9,
  requirements: 6,
  commands: 8,
  image: 2,
  version: 3,
  entry: 10,
  lock: 2,
  source: 4,
} as const

type Kind = keyof typeof mostOfKind

/** What to read first: only names that are there, never an env file. No regular expressions, for every start pays for it. */
export function tellingFiles({ files, folders }: Pick<ProjectFacts, 'files' | 'folders'>): readonly string[] {
  const byKind = new Map<Kind, string[]>()
  for (const name of [...files].sort()) {
    const kind = kindOf(name)
    if (kind === undefined) continue
    const names = byKind.get(kind)
    if (names === undefined) byKind.set(kind, [name])
    else if (names.length < mostOfKind[kind]) names.push(name)
  }
  // Any Python file will do only where none has the name of an entry.
  if (byKind.has('entry')) byKind.delete('source')
  return [
    ...(Object.keys(mostOfKind) as Kind[]).flatMap((kind) => byKind.get(kind) ?? []),
    ...(folders.has('requirements') ? ['base', 'common', 'production', 'local'].map(requirementsPath) : []),
    ...(files.has('package.json') && folders.has('src') ? nodeSources : []),
    ...(folders.has('app') && !files.has('artisan') ? appSources : []),
  ]
}

function kindOf(name: string): Kind | undefined {
  const lower = name.toLowerCase()
  if (Object.hasOwn(kindOfName, lower)) return kindOfName[lower]
  const [stem = '', extension = '', ...more] = lower.split('.')
  if (lower.startsWith('requirements') && (lower.endsWith('.txt') || lower.endsWith('.in'))) return 'requirements'
  if (stem === 'procfile' || lower.endsWith('.sh')) return 'commands'
  if (stem === 'dockerfile' || stem === 'containerfile' || lower.endsWith('.dockerfile')) return 'image'
  if (more.length > 0) return undefined
  if (extension === 'py') return entryNames.py?.includes(stem) === true ? 'entry' : 'source'
  return isScript(extension) && entryNames.js?.includes(stem) === true ? 'entry' : undefined
}

/** `js`, `mjs`, `cts` … */
function isScript(extension: string): boolean {
  return (extension.endsWith('js') || extension.endsWith('ts')) && extension.length <= 3
}

const nodeSources = [
  'src/app.module.ts',
  'src/main.ts',
  'src/index.ts',
  'src/server.ts',
  'src/app.ts',
  'src/index.js',
  'src/server.js',
  'src/app.js',
]

const appSources = ['app/__init__.py', 'app/main.py', 'app/config.py', 'app/settings.py', 'app/core/config.py']

function requirementsPath(name: string): string {
  return `requirements/${name}.txt`
}

type ProjectSoFar = Pick<ProjectFacts, 'files' | 'folders' | 'texts'>

/** Where a PHP app without Laravel usually reads its env file. */
const phpSources = ['public/index.php', 'index.php', 'bootstrap.php', 'wp-config.php', 'config.php']

/**
 * What the files that were read point to: Django's settings, where phpdotenv is called, and Symfony's own file, which
 * names the environment.
 */
export function namedFiles({ files, folders, texts }: ProjectSoFar): readonly string[] {
  const manage = texts.get('manage.py')
  const settings =
    manage === undefined ? undefined : /DJANGO_SETTINGS_MODULE['"], *['"]([\w.]{1,100})['"]/.exec(manage)?.[1]
  const path = settings?.replaceAll('.', '/')
  const composer = texts.get('composer.json')
  return [
    ...(path === undefined
      ? []
      : [`${path}.py`, `${path}/__init__.py`, `${path}/base.py`, `${path.replace(/\/[^/]*$/, '')}/base.py`]),
    ...(composer?.includes('"vlucas/phpdotenv"') === true && !files.has('artisan')
      ? phpSources.filter((name) => files.has(name) || (name.startsWith('public/') && folders.has('public')))
      : []),
    ...(composer?.includes('"symfony/') === true ? ['.env', '.env.local'].filter((name) => files.has(name)) : []),
  ]
}
