import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'

/** Whatever answers requests: a framework that the stack knows, or one that only replies have to be told apart by. */
export type ServerName = FrameworkName | 'PHP' | 'Rails'

/** Around an app, and no app themselves. */
const surroundings: ReadonlySet<FrameworkName> = new Set(['Vite', 'Docker', 'Compose', 'Procfile', 'Shell scripts'])
/** Where scripts of a site without a framework are kept. */
const scriptFolders = ['', 'public', 'public_html', 'htdocs', 'www'] as const
const maxGemfileBytes = 65_536

/** What the project's own files name as the maker of its replies. */
export const stackInUse: Probe<readonly Detected<ServerName>[]> = {
  id: 'stack-in-use',
  activity: 'reading which frameworks the project uses',
  instant: true,
  async run(context) {
    const { frameworks } = context.project.stack
    if (frameworks.some(({ name }) => !surroundings.has(name))) return observed(frameworks)
    const found = (await findRails(context)) ?? (await findScript(context))
    return observed(found === undefined ? frameworks : [...frameworks, found])
  },
}

async function findRails({ ports, project }: ProbeContext): Promise<Detected<ServerName> | undefined> {
  const read = await ports.files.read(`${project.folder}/Gemfile`, { maxBytes: maxGemfileBytes })
  const isRails = read.kind === 'read' && /^\s*gem\s+["']rails["']/m.test(new TextDecoder().decode(read.bytes))
  return isRails ? { name: 'Rails', file: 'Gemfile', because: 'requires rails' } : undefined
}

/** Scripts only count where nothing else is written: a project in another language may hold one, too. */
async function findScript({ ports, project }: ProbeContext): Promise<Detected<ServerName> | undefined> {
  for (const folder of scriptFolders) {
    const listing = await ports.files.list(folder === '' ? project.folder : `${project.folder}/${folder}`)
    if (listing.kind !== 'listed') continue
    const names = listing.entries.map(({ name }) => name).toSorted()
    if (folder === '' && names.some((name) => isOfAnotherLanguage(name))) return undefined
    const scripts = names.filter((name) => /\.php$/i.test(name))
    const script = scripts.find((name) => /callback|mpesa|stk/i.test(name)) ?? scripts[0]
    if (script !== undefined)
      return { name: 'PHP', file: folder === '' ? script : `${folder}/${script}`, because: 'is a PHP script' }
  }
  return undefined
}

function isOfAnotherLanguage(name: string): boolean {
  return /^(?:Gemfile|manage\.py|requirements.*\.txt|pyproject\.toml|pom\.xml|build\.gradle.*|go\.mod)$|\.(?:py|rb|java|cs|csproj)$/i.test(
    name,
  )
}
