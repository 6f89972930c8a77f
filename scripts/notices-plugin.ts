import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

/**
 * The build copies libraries into dist, and their licences ask that their notices travel along: writes
 * THIRD_PARTY_NOTICES.md for exactly the packages that the bundle holds.
 */
export const thirdPartyNotices: Plugin = {
  name: 'third-party-notices',
  writeBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
    const packages = new Set(
      modules.flatMap(
        (id) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1]?.replaceAll('\\', '/') ?? [],
      ),
    )
    const sections = [...packages].sort().map(describePackage)
    writeFileSync('THIRD_PARTY_NOTICES.md', `# Libraries inside mpesa-doctor\n\n${sections.join('\n')}`)
  },
}

function describePackage(name: string): string {
  const folder = join('node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string
    license?: string
  }
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry))
  const text =
    file === undefined ? `Licence: ${license ?? 'see the package'}` : readFileSync(join(folder, file), 'utf8').trim()
  return `## ${name} ${version}\n\n${text}\n`
}
