// Builds dist quietly: `npm run demo` and `npm test` build first, and their output is not about files and sizes.
import { copyFile } from 'node:fs/promises'
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'

// The program first: it empties dist.
for (const file of ['rolldown.config.ts', 'scripts/page.config.ts']) {
  for (const { output, ...input } of [await loadConfig(file)].flat()) {
    const bundle = await rolldown(input)
    await bundle.write(output)
    await bundle.close()
  }
}

// It imports nothing and declares all, so it is its own declaration file.
await copyFile('src/sandbox-library/public.ts', 'dist/sandbox.d.cts')
