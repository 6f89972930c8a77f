// Builds dist quietly: `npm run demo` and `npm test` build first, and their output is not about files and sizes.
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'

// The program first: it empties dist.
for (const file of ['rolldown.config.ts', 'scripts/page.config.ts']) {
  const { output, ...input } = await loadConfig(file)
  const bundle = await rolldown(input)
  await bundle.write(output)
  await bundle.close()
}
