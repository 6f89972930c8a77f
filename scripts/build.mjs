// Builds dist quietly: `npm run demo` and `npm test` build first, and their output is not about files and sizes.
import { rolldown } from 'rolldown'
import { loadConfig } from 'rolldown/config'

const { output, ...input } = await loadConfig('rolldown.config.ts')
const bundle = await rolldown(input)
await bundle.write(output)
await bundle.close()
