import type { Detected, ProjectStack } from '../core/stack.ts'

type Shown = Pick<ProjectStack, 'source' | 'frameworks' | 'loaders'>

/** They hold the app, but say nothing about how it reads its variables. */
const surroundings: ReadonlySet<string> = new Set(['Docker', 'Compose', 'Procfile', 'Shell scripts'])
const mostNames = 2

/** "Flask, python-dotenv", "Laravel, phpdotenv, +2": the app's framework and its loader; empty where neither is known. */
export function nameStack({ source, frameworks, loaders }: Shown): string {
  const apps = frameworks.map(({ name }) => name).filter((name) => !surroundings.has(name))
  const readers = source === 'unknown' ? [] : loaders.map(({ name }) => name)
  const [app = [], reader = []] = [apps.slice(0, 1), readers.slice(0, 1)]
  const known = new Set<string>()
  const names = [...app, ...reader, ...apps, ...readers].filter((name) => {
    // Next is read by `next`, Bun by `bun`.
    const isNew = !known.has(name.toLowerCase())
    known.add(name.toLowerCase())
    return isNew
  })
  const rest = names.length - mostNames
  return [...names.slice(0, mostNames), ...(rest > 0 ? [`+${rest}`] : [])].join(', ')
}

/** Sentences for `-v`: what was seen, and which file shows it. */
export function explainStack({ source, frameworks, loaders }: Shown): readonly string[] {
  const reasons = (found: readonly Detected<string>[]): string =>
    found
      .filter(({ file }) => file !== '')
      .map(({ name, file, because }) => `${name}: \`${file}\` ${because}`)
      .join('; ')
  const names = loaders.map(({ name }) => name).join(', ')
  if (source !== 'unknown') return [reasons(frameworks), reasons(loaders)].filter((line) => line !== '')
  const guess =
    loaders.length === 0
      ? 'How the app reads its env file is not known here'
      : `Nothing says how the app reads its env file; looked at as ${names}`
  return [reasons(frameworks), guess].filter((line) => line !== '')
}
