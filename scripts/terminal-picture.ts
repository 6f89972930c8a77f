import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { startDemo } from '../src/demo/start-demo.ts'

/*
 * Makes docs/terminal.svg from a real run: plain `mpesa-doctor` in the folder of the embedded shop, with one of its faults.
 * Usage: npm run picture [fault]
 */
const fault = process.argv[3] ?? 'get-only'
const demo = await startDemo({ fault, signal: new AbortController().signal, searchPath: process.env.PATH ?? '' })
let text: string
try {
  text = await run(['--color'])
} finally {
  await demo.stop()
}
writeFileSync(resolve('docs', 'terminal.svg'), drawTerminal(`$ mpesa-doctor\n\n${text.trimEnd()}`))

function run(argv: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve('bin/mpesa-doctor.cjs'), ...argv], {
      cwd: demo.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.on('error', fail).on('close', () => done(output))
  })
}

/** Text with the 16 basic ANSI colours as SVG; readable on light and dark pages, for it brings its own background. */
function drawTerminal(ansi: string): string {
  const [column, row, margin] = [8.4, 19, 20]
  const lines = ansi.split('\n')
  const longest = Math.max(80, ...lines.map((line) => line.replaceAll(/\x1b\[\d+m/g, '').length))
  const width = Math.ceil(longest * column + 2 * margin)
  const height = lines.length * row + 2 * margin + 22
  const rows = lines.map((line, index) => `<text x="${margin}" y="${margin + 32 + index * row}">${paint(line)}</text>`)
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map(
    (color, index) => `<circle cx="${margin + index * 18}" cy="18" r="5.5" fill="${color}"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="mpesa-doctor names the cause of a lost callback">
<rect width="100%" height="100%" rx="8" fill="#1e2127"/>
${dots.join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dae0" xml:space="preserve" style="white-space: pre">
${rows.join('\n')}
</g>
</svg>
`
}

function paint(line: string): string {
  const colors: Readonly<Record<string, string>> = {
    '31': '#f47067',
    '32': '#6bc46d',
    '33': '#e0b354',
    '36': '#56c2d6',
  }
  let style = { color: '', bold: false, dim: false }
  return line
    .split(/(\x1b\[\d+m)/)
    .map((part) => {
      const code = /^\x1b\[(\d+)m$/.exec(part)?.[1]
      if (code === undefined) return part === '' ? '' : `<tspan${attributes(style)}>${escapeXml(part)}</tspan>`
      if (code === '1') style = { ...style, bold: true }
      else if (code === '2') style = { ...style, dim: true }
      else if (code === '22') style = { ...style, bold: false, dim: false }
      else style = { ...style, color: colors[code] ?? '' }
      return ''
    })
    .join('')
}

function attributes({
  color,
  bold,
  dim,
}: {
  readonly color: string
  readonly bold: boolean
  readonly dim: boolean
}): string {
  return `${color === '' ? '' : ` fill="${color}"`}${bold ? ' font-weight="bold"' : ''}${dim ? ' fill-opacity="0.6"' : ''}`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
