// Runs a TypeScript file on any supported Node: `node scripts/run.mjs bench/startup.ts [arguments…]`.
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: node scripts/run.mjs <file.ts> [arguments…]')
const folder = await mkdtemp(resolve('node_modules', '.run-'))
try {
  const bundle = await rolldown({
    input: resolve(file),
    platform: 'node',
    external: [/^node:/, /^[^./]/],
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, entryFileNames: 'bundle.mjs', format: 'esm' })
  await bundle.close()
  await import(pathToFileURL(join(folder, 'bundle.mjs')).href)
} finally {
  await rm(folder, { recursive: true, force: true })
}
