import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandFor, documented } from '../src/checks/documented.ts'
import type { AnyCheck } from '../src/core/check.ts'
import { familyOrder } from '../src/reporters/families.ts'
import { describeLoaders } from './loader-table.ts'

/** Every file of docs/codes, by name: one for each code and an index. */
export function generateDocs(registry: readonly AnyCheck[] = documented): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const rows: { code: string; severity: string; title: string }[] = []
  for (const code of codesOf(registry)) {
    const finders = registry.filter((check) => code in check.codes)
    const definition = finders[0]?.codes[code]
    if (definition === undefined) continue
    const { title, severity, why, fix } = definition
    rows.push({ code, severity, title })
    const found = finders.map(({ id, title: condition }) => `- \`${id}\`: ${condition}`).join('\n')
    files.set(
      `${code.replace('/', '-')}.md`,
      `# ${code}\n\n**${title}**\n\nUsual severity: ${severity}\n\n## Why it matters\n\n${why}\n\n## Fix\n\n${fix}\n\n## Found by\n\n${found}\n\n\`\`\`sh\n${commandFor(code)}\n\`\`\`\n`,
    )
  }
  const table = rows
    .map(({ code, severity, title }) => `| [${code}](${code.replace('/', '-')}.md) | ${severity} | ${title} |`)
    .join('\n')
  files.set(
    'README.md',
    `# Codes\n\nGenerated from the checks (\`npm run docs\`). A code is never renamed or reused.\n\n| code | usual severity | finding |\n|---|---|---|\n${table}\n`,
  )
  return files
}

function codesOf(registry: readonly AnyCheck[]): readonly string[] {
  const rank = (code: string): number =>
    familyOrder.indexOf(code.slice(0, code.indexOf('/')) as (typeof familyOrder)[number])
  return [...new Set(registry.flatMap(({ codes }) => Object.keys(codes)))].sort(
    (a, b) => rank(a) - rank(b) || a.localeCompare(b),
  )
}

/** Writes docs/codes and docs/loaders.md anew. */
export function writeDocs(folder = join('docs', 'codes')): void {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  for (const [name, content] of generateDocs()) writeFileSync(join(folder, name), content)
  writeFileSync(join('docs', 'loaders.md'), describeLoaders())
}

if (process.argv.includes('--write')) writeDocs()
