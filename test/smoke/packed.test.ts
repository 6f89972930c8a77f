import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { faults } from '../../src/demo/faults.ts'
import { findPostgresBinaries } from '../../src/demo/postgres-binaries.ts'
import { startHostileServer } from '../helpers/hostile-server.ts'
import { envFile, makeProject } from '../helpers/run-cli.ts'

/*
 * The package as users get it: packed from the dist that `npm run build` (or `npm test`) has made, installed into an
 * empty folder without network, run as a program.
 */

const repository = join(import.meta.dirname, '..', '..')
const posix = process.platform !== 'win32'
const run = promisify(execFile)
const npm = posix ? 'npm' : 'npm.cmd'
/** What a shell has; nothing of vitest's. */
const env = {
  ...process.env,
  MPESA_DOCTOR_DARAJA_URL: 'http://127.0.0.1:1',
  NODE_ENV: undefined,
  NODE_OPTIONS: undefined,
  VITEST: undefined,
  LANG: 'C.UTF-8',
}

interface Packed {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

let folder: string
let packed: Packed
let program: string

beforeAll(async () => {
  if (!existsSync(join(repository, 'dist', 'entry.cjs'))) throw new Error('there is no dist: `npm run build` makes it')
  folder = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-packed-'))
  const shell = { shell: !posix, env }
  const { stdout } = await run(npm, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    ...shell,
    cwd: repository,
  })
  packed = (JSON.parse(stdout) as readonly Packed[])[0] as Packed
  const app = join(folder, 'app')
  await fs.mkdir(app)
  await fs.writeFile(join(app, 'package.json'), '{ "name": "somebodys-app", "private": true }')
  const quietly = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--prefer-offline']
  await run(npm, ['install', ...quietly, join(folder, packed.filename)], { ...shell, cwd: app })
  program = join(app, 'node_modules', '.bin', posix ? 'mpesa-doctor' : 'mpesa-doctor.cmd')
}, 120_000)

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true })
})

interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function start(
  command: string,
  argv: readonly string[],
  cwd: string,
  variables: NodeJS.ProcessEnv = env,
): Promise<Result> {
  const child = spawn(command, argv, { cwd, env: variables, shell: !posix, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...output }
}

const doctor = (argv: readonly string[], cwd = folder) => start(program, argv, cwd)
/** With `$0` for the program; only where there is a POSIX shell. */
const inShell = (script: string, cwd = folder) => start('sh', ['-c', script, program], cwd)

describe('the tarball', () => {
  it('holds what runs, what the licences ask for, the schema and the texts, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path)
    const allowed =
      /^(bin\/(?:mpesa-doctor|code-cache|import)\.cjs|dist\/(entry|sandbox|chunks\/[\w.-]+)\.cjs|dist\/sandbox\.d\.cts|dist\/web\/(?:inspector|phone)\/(?:index\.html|(?:inspector|phone)\.(?:js|css))|schema\/report\.schema\.json|docs\/(?:codes\/[\w-]+|audit|loaders|probe|inbox|sandbox|tunnel-providers)\.md|LICENSE|THIRD_PARTY_NOTICES\.md|CHANGELOG\.md|README\.md|package\.json)$/
    expect(paths.filter((path) => !allowed.test(path))).toEqual([])
    for (const path of ['LICENSE', 'THIRD_PARTY_NOTICES.md', 'schema/report.schema.json', 'dist/entry.cjs'])
      expect(paths).toContain(path)
    expect(paths.filter((path) => path.startsWith('docs/codes/')).length).toBeGreaterThan(50)
  })

  it('is small, and no part of it is large', () => {
    expect(packed.size).toBeLessThan(1_000_000)
    expect(packed.unpackedSize).toBeLessThan(4_000_000)
    for (const { path, size } of packed.files) expect({ path, small: size < 800_000 }).toEqual({ path, small: true })
  })

  it('names the licence of everything that is bundled', () => {
    const notices = readFileSync(join(repository, 'THIRD_PARTY_NOTICES.md'), 'utf8')
    for (const name of ['commander', 'pg', 'mysql2', 'undici', 'yaml', 'chalk', 'ora', '@peculiar/x509'])
      expect(notices).toMatch(new RegExp(`^## ${name} \\d`, 'm'))
  })

  it('shows no path of the machine that it was built on', async () => {
    const dist = join(folder, 'app', 'node_modules', 'mpesa-doctor', 'dist')
    for (const name of await fs.readdir(join(dist, 'chunks')))
      expect(await fs.readFile(join(dist, 'chunks', name), 'utf8')).not.toContain(repository)
  })

  it('brings no package with it', async () => {
    const installed = (await fs.readdir(join(folder, 'app', 'node_modules'))).filter((name) => !name.startsWith('.'))
    expect(installed).toEqual(['mpesa-doctor'])
  })
})

describe('the installed library', () => {
  // A payment with its callback: it takes everything that is bundled for it.
  const use = `
    const { createServer } = await import('node:http')
    const app = createServer((request, response) => { request.resume(); request.on('end', () => response.end('ok')) })
    await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve))
    const daraja = await createSandbox({ deliverTo: 'http://127.0.0.1:' + app.address().port })
    const login = { headers: { Authorization: 'Basic ' + btoa(daraja.consumerKey + ':' + daraja.consumerSecret) } }
    const { access_token: token } = await (await fetch(daraja.url + '/oauth/v1/generate?grant_type=client_credentials', login)).json()
    const time = '20261124080000'
    await fetch(daraja.url + '/mpesa/stkpush/v1/processrequest', {
      method: 'POST',
      headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' },
      body: JSON.stringify({ BusinessShortCode: '174379', Password: btoa('174379' + daraja.passkey + time), Timestamp: time, TransactionType: 'CustomerPayBillOnline', Amount: 1, PartyA: '254708374149', PartyB: '174379', PhoneNumber: '254708374149', CallBackURL: 'https://pay.duka.co.ke/callback', AccountReference: 'A1', TransactionDesc: 'x' }),
    })
    await daraja.settled()
    const [callback] = daraja.callbacks()
    process.stdout.write(String(callback.outcome.status ?? callback.outcome.reason))
    await daraja.close()
    app.close()`

  it.each([
    ['import', ['--input-type=module', '-e', `import { createSandbox } from 'mpesa-doctor/sandbox'; ${use}`]],
    ['require', ['-e', `const { createSandbox } = require('mpesa-doctor/sandbox'); (async () => { ${use} })()`]],
  ])('is paid, and tells the app, after %s', async (_, words) => {
    const { code, stdout } = await start(process.execPath, words, join(folder, 'app'))
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: '200' })
  })

  it('declares what it has', async () => {
    const text = `import { createSandbox } from 'mpesa-doctor/sandbox'\nconst daraja = await createSandbox({ outcomes: ['1032'] })\nexport const url: string = daraja.url\n// @ts-expect-error there is no such option\nawait createSandbox({ outcom: '' })\n`
    const cwd = join(folder, 'app')
    await fs.writeFile(join(cwd, 'use.mts'), text)
    const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'use.mts']
    expect(await start(process.execPath, [tsc, ...options], cwd)).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('the installed program', () => {
  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string }
    expect(await doctor(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each([[['--help']], [['help', 'tunnel']], [['simulate', '--help']]])('helps: %j', async (argv) => {
    const { code, stdout, stderr } = await doctor(argv)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Examples:')
  })

  it('checks an env file: all well, and a fault', async () => {
    const healthy = await doctor(['check-env', '--json'], makeProject({ '.env': envFile() }))
    expect({ code: healthy.code, stderr: healthy.stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(healthy.stdout)).toMatchObject({ exitCode: 0, verdict: { rootCause: null } })
    const broken = await doctor(['check-env', '--json'], makeProject({ '.env': envFile({ MPESA_PASSKEY: undefined }) }))
    expect(broken.code).toBe(1)
    expect(JSON.parse(broken.stdout)).toMatchObject({ exitCode: 1, verdict: { rootCause: 'env/variable-missing' } })
  })

  it.each(['pretty', 'short', 'json', 'junit', 'github', 'sarif', 'markdown', 'tap'])(
    'reports as %s',
    async (format) => {
      const project = makeProject({ '.env': envFile({ MPESA_PASSKEY: undefined }) })
      const { code, stdout, stderr } = await doctor(['check-env', '--format', format], project)
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
      expect(stdout).toContain('MPESA_PASSKEY')
    },
  )

  it('reads a config file in YAML', async () => {
    const project = makeProject({ '.env': envFile(), 'mpesa-doctor.config.yaml': 'appUrl: http://127.0.0.1:3999\n' })
    const { stdout } = await doctor(['config', '--json'], project)
    expect(JSON.parse(stdout)).toMatchObject({ appUrl: { value: 'http://127.0.0.1:3999' } })
  })

  it.each([
    { what: 'a config that is a program', argv: ['config', '--json'], code: 0 },
    { what: 'an answer that is compressed although nobody asked', argv: ['probe', '--json'], code: 0 },
  ])('loads what only $what needs, with and without code that was kept from before', async ({ argv, code }) => {
    const compressed = createServer((request, response) => {
      request.resume()
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
      response.end(gzipSync('{"ResultCode":0,"ResultDesc":"Accepted"}'))
    })
    compressed.listen(0, '127.0.0.1')
    await once(compressed, 'listening')
    onTestFinished(() => void compressed.close())
    const { port } = compressed.address() as AddressInfo
    const project = makeProject({
      '.env': envFile({ MPESA_CALLBACK_URL: undefined }),
      'mpesa-doctor.config.js': `import { join } from 'node:path'\nexport default { appUrl: 'http://127.0.0.1:${port}' + join('/', 'cb') }\n`,
      'package.json': '{ "type": "module" }',
    })
    const options = argv[0] === 'probe' ? ['--app-url', `http://127.0.0.1:${port}/cb`] : []
    const home = makeProject({})
    const variables = { ...env, HOME: home, XDG_CACHE_HOME: home, LOCALAPPDATA: home }
    for (let round = 0; round < 3; round++) {
      const ended = await start(program, [...argv, ...options], project, variables)
      expect({ round, code: ended.code, stderr: ended.stderr }).toEqual({ round, code, stderr: '' })
      expect(ended.stdout).toContain(`127.0.0.1:${port}/cb`)
    }
  })

  it('lists and explains', async () => {
    const listed = await doctor(['list', '--json'])
    expect({ code: listed.code, stderr: listed.stderr }).toEqual({ code: 0, stderr: '' })
    expect((JSON.parse(listed.stdout) as unknown[]).length).toBeGreaterThan(20)
    const explained = await doctor(['explain', '1032'])
    expect({ code: explained.code, stderr: explained.stderr }).toEqual({ code: 0, stderr: '' })
    expect(explained.stdout).toContain('1032')
    const faultList = await doctor(['demo', '--list-faults', '--json'])
    expect((JSON.parse(faultList.stdout) as unknown[]).length).toBe(faults.length)
  })

  it('says how to get ngrok where it was not installed', async () => {
    const project = makeProject({ '.env': `${envFile()}PORT=5000\n` })
    const child = await start(
      posix ? 'sh' : program,
      posix ? ['-c', 'NGROK_AUTHTOKEN=2invented0token "$0" tunnel --print', program] : ['tunnel', '--print'],
      project,
    )
    expect(child.code).toBe(3)
    if (posix) expect(child.stderr).toContain('npm install @ngrok/ngrok')
    expect(child.stderr).not.toContain('2invented0token')
  })

  it('diagnoses over TLS and HTTP', async () => {
    const { code, stdout, stderr } = await doctor(
      ['--json', '--offline', '--app-url', 'http://127.0.0.1:9'],
      makeProject({ '.env': envFile() }),
    )
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { rootCause: 'app/not-listening' }, summary: { crash: 0 } })
  })
})

describe.skipIf(!posix)('the installed program in a shell', () => {
  it.each([
    '"$0" --help | head -1',
    '"$0" list --json | head -1',
    '"$0" explain 1032 | true',
    '"$0" demo --list-faults | head -c 10',
    'sleep 0.2 | "$0" list | head -1',
  ])('minds no reader that goes away: %s', async (script) => {
    const { stderr } = await inShell(script)
    expect(stderr).toBe('')
  })

  it('writes everything into a file', async () => {
    const { code, stderr } = await inShell('"$0" list --json > out.json 2> err.txt')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(await fs.readFile(join(folder, 'out.json'), 'utf8'))).toBeInstanceOf(Array)
    expect(await fs.readFile(join(folder, 'err.txt'), 'utf8')).toBe('')
  })

  it('runs through a link, from a folder with blanks, and with its streams closed', async () => {
    const odd = join(folder, 'a folder, "odd" & $HOME')
    await fs.mkdir(odd)
    await fs.writeFile(join(odd, '.env'), envFile())
    await fs.symlink(program, join(folder, 'linked-doctor'))
    expect((await start(join(folder, 'linked-doctor'), ['check-env'], odd)).code).toBe(0)
    expect((await inShell('"$0" check-env >&- 2>&-', odd)).code).toBe(0)
  })

  it('ends on Ctrl-C during a slow probe with 130', async () => {
    let onRequest: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      onRequest = resolve
    })
    const server = await startHostileServer((socket) => void socket.once('data', () => onRequest()))
    onTestFinished(server.close)
    const child = spawn(program, ['probe', server.url(), '--budget', '25s'], { cwd: folder, env, stdio: 'ignore' })
    await asked
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([130, null])
  })
})

/** The demo runs a PostgreSQL; only that of the machine is there without downloads. */
const hasPostgres = await findPostgresBinaries({ choice: 'system', searchPath: process.env.PATH ?? '' }).then(
  () => true,
  () => false,
)

describe.skipIf(!hasPostgres)('the demo of the installed program', () => {
  it('tells its story and leaves nothing behind', { timeout: 60_000 }, async () => {
    const { code, stdout } = await doctor(['demo', '--postgres', 'auto'])
    expect(code).toBe(0)
    expect(stdout).toContain('app/method-not-allowed')
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ok: /)
  })
})
