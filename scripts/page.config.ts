import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'rolldown'

const source = resolve('src', 'web', 'inspector')

/** The page around the script, and its style sheet without the air in it. */
const pageAndStyle: Plugin = {
  name: 'page-and-style',
  async generateBundle() {
    const [page, style] = await Promise.all(
      ['index.html', 'inspector.css'].map((name) => readFile(join(source, name), 'utf8')),
    )
    this.emitFile({ type: 'asset', fileName: 'index.html', source: (page ?? '').replaceAll(/>\s*\n\s*/g, '>\n') })
    this.emitFile({ type: 'asset', fileName: 'inspector.css', source: withoutAir(style ?? '') })
  },
}

/** Comments and needless white space; strings of the style sheet hold neither. */
function withoutAir(style: string): string {
  return style
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,>]) ?/g, '$1')
    .replaceAll(/: /g, ':')
    .replaceAll(';}', '}')
    .trim()
}

/** The inspector page: one script, one style sheet, nothing from elsewhere. */
export default defineConfig({
  input: { inspector: join(source, 'main.ts') },
  platform: 'browser',
  plugins: [pageAndStyle],
  output: { dir: 'dist/web/inspector', format: 'esm', entryFileNames: '[name].js', minify: true },
})
