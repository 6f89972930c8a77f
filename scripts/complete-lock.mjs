// npm leaves optional packages of other platforms out of package-lock.json when the registry that it was run against does
// not mirror them; `npm ci` then refuses the lockfile. This adds what is missing, with the platform read off its name.
// Run after every change of dependencies: node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'

const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony', 'openbsd', 'netbsd', 'sunos', 'aix']
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32']

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const added = []
for (const [path, entry] of Object.entries(lock.packages))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {}))
    if (path !== '' && find(path, name) === undefined) {
      if (!/^\d+\.\d+\.\d+[^ ]*$/.test(range))
        throw new Error(`${path} wants ${name}@${range}: no exact version to add`)
      lock.packages[`node_modules/${name}`] = describe(name, range, entry.dev === true)
      added.push(`${name}@${range}`)
    }
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added.length === 0 ? 'nothing was missing' : `added ${added.join(', ')}`}\n`)

/** The entry that Node would resolve `name` to from `path`. */
function find(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const entry = lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]
    if (entry !== undefined || at === '') return entry
    if (!at.includes('/node_modules/')) at = ''
    if (at === '') return lock.packages[`node_modules/${name}`]
  }
}

function describe(name, version, dev) {
  const words = name.split(/[-/]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) =>
    words.some((word) => word === processor || (processor === 'arm' && word.startsWith('arm') && word !== 'arm64')),
  )
  const libc = words.some((word) => /musl/.test(word))
    ? ['musl']
    : words.some((word) => /^gnu/.test(word))
      ? ['glibc']
      : undefined
  return { version, cpu, ...(dev ? { dev: true } : {}), optional: true, os, ...(libc === undefined ? {} : { libc }) }
}
