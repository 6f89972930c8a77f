import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineConfig, type InputOptions, type OutputOptions, type Plugin } from 'rolldown'

const web = resolve('src', 'web')

/** The page around the script, and its style sheet behind the one of all pages, without the air in them. */
function pageAndStyle(name: string): Plugin {
  return {
    name: 'page-and-style',
    async generateBundle() {
      const [page = '', base = '', style = ''] = await Promise.all(
        [join(name, 'index.html'), join('shared', 'base.css'), join(name, `${name}.css`)].map((file) =>
          readFile(join(web, file), 'utf8'),
        ),
      )
      this.emitFile({ type: 'asset', fileName: 'index.html', source: page.replaceAll(/>\s*\n\s*/g, '>\n') })
      this.emitFile({ type: 'asset', fileName: `${name}.css`, source: withoutAir(`${base}\n${style}`) })
    },
  }
}

/** Comments and needless white space; strings of the style sheets hold neither. */
function withoutAir(style: string): string {
  return style
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,>]) ?/g, '$1')
    .replaceAll(/: /g, ':')
    .replaceAll(';}', '}')
    .trim()
}

/** A page: one script, one style sheet, nothing from elsewhere. */
function page(name: string): InputOptions & { readonly output: OutputOptions } {
  return {
    input: { [name]: join(web, name, 'main.ts') },
    platform: 'browser',
    plugins: [pageAndStyle(name)],
    output: { dir: `dist/web/${name}`, format: 'esm', entryFileNames: '[name].js', minify: true },
  }
}

/** The inspector and the phones. */
export default defineConfig([page('inspector'), page('phone')])
