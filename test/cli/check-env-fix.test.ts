import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import type { Disk } from '../../src/adapters/env-file-writer-node-disk.ts'
import type { TunnelDeps } from '../../src/cli/deps.ts'
import { type CliOptions, codesIn, envFile, healthyVariables, makeProject, runCli } from '../helpers/run-cli.ts'

const refuse = async (): Promise<never> => {
  throw new Error('unexpected use of a tunnel')
}

function withDisk(disk?: Partial<Disk>): TunnelDeps {
  const writer = createNodeEnvFileWriter(disk === undefined ? {} : { disk: { ...fs, ...disk } })
  return { provider: refuse, commands: refuse, authtoken: refuse, writer: async () => writer }
}

/** A writer that must not be asked for. */
const noWriter: TunnelDeps = { provider: refuse, commands: refuse, authtoken: refuse, writer: refuse }

function run(cwd: string, argv: readonly string[], options: CliOptions = {}) {
  return runCli(['check-env', ...argv], { cwd, tunnel: withDisk(), ...options })
}

const passkey = healthyVariables.MPESA_PASSKEY
const loader = ['--loader', 'docker,django-environ']
/** A fault of every kind, with Windows line ends and none at the end. */
const faulty = `# Duka\r\nSHOP_PIN=9182\r\n${envFile()
  .replace('MPESA_ENVIRONMENT=', 'MPESA_ENVIRONMENT: ')
  .replace(`MPESA_PASSKEY=${passkey}`, `MPESA_PASSKEY = "${passkey}" # old: hunter2`)
  .replace(/(MPESA_CONSUMER_SECRET)=(.*)/, 'export $1=$2\u00a0')
  .replaceAll('\n', '\r\n')}; end`
const repaired = `# Duka\r\nSHOP_PIN=9182\r\n${envFile()
  .replace(`MPESA_PASSKEY`, '# old: hunter2\nMPESA_PASSKEY')
  .replaceAll('\n', '\r\n')}# end`

interface JsonFix {
  readonly code: string
  readonly file: string
  readonly line: number
  readonly key: string | null
  readonly applied: boolean
  readonly reason: string | null
}

function fixesIn(stdout: string): readonly JsonFix[] {
  return (JSON.parse(stdout) as { fixes: JsonFix[] }).fixes
}

function contentOf(cwd: string, name = '.env'): string {
  return readFileSync(join(cwd, name), 'utf8')
}

describe('check-env --fix', () => {
  it('repairs the file, keeps everything else byte for byte, and reports what is left', async () => {
    const cwd = makeProject({ '.env': faulty })
    chmodSync(join(cwd, '.env'), 0o640)
    const { exitCode, stdout, stderr } = await run(cwd, ['--fix', ...loader])
    expect(contentOf(cwd)).toBe(repaired)
    if (process.platform !== 'win32') expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o640)
    expect(readdirSync(cwd)).toEqual(['.env'])
    expect(stdout).toContain('-MPESA_ENVIRONMENT: sandbox')
    expect(stdout).toContain('+MPESA_ENVIRONMENT=sandbox')
    expect(stdout).toContain('The env file is in order')
    expect(stderr).toContain('Restart the app')
    expect(exitCode).toBe(0)
  })

  it('prints one JSON document that holds the report afterwards, the fixes and the diff', async () => {
    const cwd = makeProject({ '.env': faulty })
    const { exitCode, stdout } = await run(cwd, ['--fix', '--json', ...loader])
    const report = JSON.parse(stdout) as { exitCode: number; diff: string; fixes: JsonFix[] }
    expect(codesIn(stdout)).toEqual([])
    expect(report.exitCode).toBe(0)
    expect(exitCode).toBe(0)
    expect(report.diff).toMatch(/^--- \.env\n\+\+\+ \.env\n@@ /)
    expect(report.fixes.every(({ applied, reason, file }) => applied && reason === null && file === '.env')).toBe(true)
    expect(report.fixes).toContainEqual(
      expect.objectContaining({ code: 'env/colon-separator', line: 3, key: 'MPESA_ENVIRONMENT' }),
    )
    expect(report.fixes).toContainEqual(expect.objectContaining({ code: 'env/foreign-comment', line: 9, key: null }))
  })

  it('says what it leaves alone and why, and exits with what is left', async () => {
    const cwd = makeProject({ '.env': `${envFile({ MPESA_SHORTCODE: '12' })}MPESA_INITIATOR_NAME="Duka Ltd"\n` })
    const { exitCode, stdout } = await run(cwd, ['--fix', '--json', ...loader], { tunnel: noWriter })
    expect(fixesIn(stdout)).toMatchObject([{ code: 'env/quotes-kept', applied: false, reason: expect.any(String) }])
    expect(codesIn(stdout)).toContain('credentials/shape')
    expect(exitCode).toBe(1)
  })

  it.each([
    ['nothing is wrong', envFile()],
    ['nothing can be done', envFile({ MPESA_PASSKEY: undefined })],
  ])('touches no file where %s', async (_, content) => {
    const cwd = makeProject({ '.env': content })
    utimesSync(join(cwd, '.env'), 1_000, 1_000)
    const { stdout, stderr } = await run(cwd, ['--fix'], { tunnel: noWriter })
    expect(statSync(join(cwd, '.env')).mtimeMs).toBe(1_000_000)
    expect(stderr).toContain('no file was touched')
    expect(stdout).not.toContain('---')
  })

  it('changes nothing the second time', async () => {
    const cwd = makeProject({ '.env': faulty })
    await run(cwd, ['--fix', ...loader])
    utimesSync(join(cwd, '.env'), 1_000, 1_000)
    await run(cwd, ['--fix', ...loader], { tunnel: noWriter })
    expect(statSync(join(cwd, '.env')).mtimeMs).toBe(1_000_000)
  })

  it('writes UTF-16 as UTF-8 and then finds what it could not read before', async () => {
    const cwd = makeProject({ '.env': Buffer.from(`\ufeff${envFile({ MPESA_SHORTCODE: '12' })}`, 'utf16le') })
    const { stdout } = await run(cwd, ['--fix', '--json'])
    expect(contentOf(cwd)).toBe(envFile({ MPESA_SHORTCODE: '12' }))
    expect(codesIn(stdout)).toContain('credentials/shape')
    expect(stdout).toContain('UTF-16')
    for (const secret of [passkey, healthyVariables.MPESA_CONSUMER_SECRET]) expect(stdout).not.toContain(secret)
  })

  it('repairs each of several files, or none if one of them is in use', async () => {
    const files = { 'a.env': `${envFile()}; a\n`, 'b.env': '; b\n' }
    const cwd = makeProject(files)
    const argv = ['--fix', '--dotenv', 'a.env', '--dotenv', 'b.env']
    const lock = await createNodeEnvFileWriter().lock(
      { file: join(cwd, 'b.env'), projectDirectory: cwd },
      new AbortController().signal,
    )
    const { exitCode, stderr } = await run(cwd, argv)
    await lock.release()
    expect(exitCode).toBe(5)
    expect(stderr).toContain('b.env')
    expect(contentOf(cwd, 'a.env')).toBe(files['a.env'])
    expect((await run(cwd, argv)).exitCode).toBe(0)
    expect(contentOf(cwd, 'a.env')).toBe(`${envFile()}# a\n`)
    expect(contentOf(cwd, 'b.env')).toBe('# b\n')
  })

  it('takes blanks out of every value that cannot have them', async () => {
    const cwd = makeProject({
      '.env': envFile({ MPESA_SHORTCODE: '"174379 "', MPESA_CALLBACK_URL: "' https://duka.co.ke/cb'" }),
    })
    expect((await run(cwd, ['--fix'])).exitCode).toBe(0)
    expect(contentOf(cwd)).toBe(envFile({ MPESA_SHORTCODE: '"174379"', MPESA_CALLBACK_URL: "'https://duka.co.ke/cb'" }))
  })

  it.each([
    ['Flask', { 'requirements.txt': 'flask\npython-dotenv\n' }],
    ['Laravel', { 'composer.json': '{"require":{"laravel/framework":"^11"}}', artisan: '' }],
    ['an unknown stack', {}],
  ])('leaves what %s reads as it is written, unless it is called by name', async (_, files) => {
    const exported = envFile().replaceAll(/^(?=MPESA)/gm, 'export ')
    const cwd = makeProject({ ...files, '.env': exported })
    expect((await run(cwd, ['--diff'], { tunnel: noWriter })).stdout).toBe('')
    expect((await run(cwd, ['--fix'], { tunnel: noWriter })).exitCode).toBe(0)
    await run(cwd, ['--fix', '--only', 'env'], { tunnel: noWriter })
    expect(contentOf(cwd)).toBe(exported)
    await run(cwd, ['--fix', '--only', 'env/export-prefix'])
    expect(contentOf(cwd)).toBe(envFile())
  })

  it('fixes only what is selected', async () => {
    const cwd = makeProject({ '.env': faulty })
    await run(cwd, ['--fix', '--only', 'env/foreign-comment', ...loader])
    expect(contentOf(cwd)).toBe(faulty.replace('; end', '# end'))
    await run(cwd, ['--fix', '--skip', 'env', ...loader])
    expect(contentOf(cwd)).toBe(faulty.replace('; end', '# end'))
  })

  it.each([
    [
      'Laravel',
      { 'composer.json': '{"require":{"laravel/framework":"^11"}}', artisan: '' },
      'php artisan config:clear',
    ],
    [
      'Compose',
      { 'docker-compose.yml': 'services:\n  web:\n    env_file: .env\n' },
      'docker compose up -d --force-recreate',
    ],
  ])('says how %s gets to see the change', async (_, files, command) => {
    const cwd = makeProject({ ...files, '.env': `${envFile()}; end\n` })
    expect((await run(cwd, ['--fix'])).stderr).toContain(command)
  })

  it('keeps a copy of the old file if asked to', async () => {
    const cwd = makeProject({ '.env': faulty })
    const { stderr } = await run(cwd, ['--fix', '--backup', ...loader])
    const [, copy = ''] = readdirSync(cwd).filter((name) => name.startsWith('.env'))
    expect(contentOf(cwd, copy)).toBe(faulty)
    expect(contentOf(cwd)).toBe(repaired)
    expect(stderr).toContain(copy)
    await run(cwd, ['--fix', '--backup', ...loader])
    expect(readdirSync(cwd).filter((name) => name.startsWith('.env'))).toHaveLength(2)
  })

  it('overwrites a file that nothing can replace, if asked to', async () => {
    const cwd = makeProject({ '.env': faulty })
    const rename: Disk['rename'] = async (from, to) => {
      if (to === join(cwd, '.env')) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' })
      return fs.rename(from, to)
    }
    const { ino } = statSync(join(cwd, '.env'))
    expect((await run(cwd, ['--fix', ...loader], { tunnel: withDisk({ rename }) })).exitCode).toBe(3)
    expect(contentOf(cwd)).toBe(faulty)
    expect((await run(cwd, ['--fix', '--in-place', ...loader], { tunnel: withDisk({ rename }) })).exitCode).toBe(0)
    expect(contentOf(cwd)).toBe(repaired)
    expect(statSync(join(cwd, '.env')).ino).toBe(ino)
  })

  it('is missed where only the way of writing is named', async () => {
    const { exitCode, stderr } = await run(makeProject({ '.env': faulty }), ['--in-place'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--fix --in-place')
  })

  it('is not switched on by a file of the project', async () => {
    const cwd = makeProject({ '.env': faulty, 'mpesa-doctor.config.json': '{"fix":true}' })
    expect((await run(cwd, [])).exitCode).toBe(2)
    expect(contentOf(cwd)).toBe(faulty)
  })
})

describe('check-env --fix cannot write', () => {
  it.skipIf(process.platform === 'win32')('through a symbolic link, unless told to', async () => {
    const cwd = makeProject({ 'real.env': faulty })
    symlinkSync('real.env', join(cwd, '.env'))
    const { exitCode, stdout, stderr } = await run(cwd, ['--fix', ...loader])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('real.env')
    expect(stderr).toContain('--follow-symlinks')
    // What is refused from the start need not be shown.
    expect(stdout).toBe('')
    expect(contentOf(cwd)).toBe(faulty)
    expect((await run(cwd, ['--fix', '--follow-symlinks', ...loader])).exitCode).toBe(0)
    expect(lstatSync(join(cwd, '.env')).isSymbolicLink()).toBe(true)
    expect(contentOf(cwd, 'real.env')).toBe(repaired)
  })

  it.skipIf(process.platform === 'win32')('a file that is marked read-only', async () => {
    const cwd = makeProject({ '.env': faulty })
    chmodSync(join(cwd, '.env'), 0o444)
    const { exitCode, stdout, stderr } = await run(cwd, ['--fix', ...loader])
    expect(exitCode).toBe(3)
    expect(stderr).toContain('chmod u+w .env')
    expect(stdout).toBe('')
    expect(contentOf(cwd)).toBe(faulty)
  })

  it.each([
    ['full', 'ENOSPC', /full/],
    ['read-only', 'EROFS', /read-only/],
    ['closed to this user', 'EACCES', /permission/],
  ])('to a disk that is %s', async (_, code, message) => {
    const cwd = makeProject({ '.env': faulty })
    const open: Disk['open'] = async (path, flags, mode) => {
      if (flags === 'wx' && String(path).endsWith('.tmp')) throw Object.assign(new Error(code), { code })
      return fs.open(path, flags, mode)
    }
    const { exitCode, stderr } = await run(cwd, ['--fix'], { tunnel: withDisk({ open }) })
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(message)
    expect(contentOf(cwd)).toBe(faulty)
    expect(readdirSync(cwd)).toEqual(['.env'])
  })

  it('over somebody else’s change: that is repaired as well', async () => {
    const cwd = makeProject({ '.env': `${envFile()}; old\n` })
    let isSaved = false
    const open: Disk['open'] = async (path, flags, mode) => {
      if (flags === 'wx' && String(path).endsWith('.tmp') && !isSaved) {
        isSaved = true
        writeFileSync(join(cwd, '.env'), `${envFile()}; old\n; new\n`)
      }
      return fs.open(path, flags, mode)
    }
    const { exitCode, stdout } = await run(cwd, ['--fix'], { tunnel: withDisk({ open }) })
    expect(exitCode).toBe(0)
    expect(contentOf(cwd)).toBe(`${envFile()}# old\n# new\n`)
    expect(stdout).toContain('+# new')
  })

  it('a file that is saved again and again', async () => {
    const cwd = makeProject({ '.env': `${envFile()}; old\n` })
    let count = 0
    const open: Disk['open'] = async (path, flags, mode) => {
      if (flags === 'wx' && String(path).endsWith('.tmp'))
        writeFileSync(join(cwd, '.env'), `${envFile()}; old ${count++}\n`)
      return fs.open(path, flags, mode)
    }
    const { exitCode, stderr } = await run(cwd, ['--fix'], { tunnel: withDisk({ open }) })
    expect(exitCode).toBe(5)
    expect(stderr).toContain('.env')
    expect(stderr).toContain('Nothing was written')
    expect(contentOf(cwd)).toMatch(/; old \d\n$/)
  })
})

describe('check-env --diff', () => {
  it('prints the diff alone and writes nothing', async () => {
    const cwd = makeProject({ '.env': faulty })
    const { exitCode, stdout, stderr } = await run(cwd, ['--diff', '--fix', ...loader], { tunnel: noWriter })
    expect(contentOf(cwd)).toBe(faulty)
    expect(stdout).toMatch(/^--- \.env\n\+\+\+ \.env\n@@ /)
    expect(stdout.split('\n').every((line) => /^(?:[ +@-].*|\\ No newline.*|)$/.test(line))).toBe(true)
    expect(stderr).toContain('--fix')
    expect(exitCode).toBe(1)
  })

  it('prints nothing on stdout where there is nothing to change, and exits as the report does', async () => {
    const cwd = makeProject({ '.env': envFile({ MPESA_PASSKEY: undefined }) })
    const { exitCode, stdout } = await run(cwd, ['--diff'], { tunnel: noWriter })
    expect(stdout).toBe('')
    expect(exitCode).toBe(1)
    const healthy = makeProject({ '.env': envFile() })
    expect((await run(healthy, ['--diff'], { tunnel: noWriter })).exitCode).toBe(0)
  })

  it('prints the report as it is now with --json', async () => {
    const cwd = makeProject({ '.env': faulty })
    const { exitCode, stdout } = await run(cwd, ['--diff', '--json', ...loader], { tunnel: noWriter })
    expect(codesIn(stdout)).toContain('env/colon-separator')
    expect(fixesIn(stdout).length).toBeGreaterThan(4)
    expect(exitCode).toBe(1)
  })

  it('is coloured on a terminal', async () => {
    const cwd = makeProject({ '.env': `${envFile()}; end\n` })
    const { stdout } = await run(cwd, ['--diff'], { terminal: true })
    expect(stdout).toContain('\u001b[31m-; end')
    expect(stdout).toContain('\u001b[32m+# end')
  })

  it('spells out what nobody sees', async () => {
    const cwd = makeProject({ '.env': `\ufeff${envFile({ MPESA_CALLBACK_URL: 'https://duka.co.ke/\u200bcb\u00a0' })}` })
    const { stdout } = await run(cwd, ['--diff'])
    expect(stdout).toContain('-MPESA_CALLBACK_URL=https://duka.co.ke/\\u200bcb\\u00a0\n')
    expect(stdout).toContain('-\\ufeffMPESA_ENVIRONMENT=sandbox\n')
  })

  it('has nothing to say where there is no file', async () => {
    const { exitCode } = await run(makeProject({}), ['--diff'], { tunnel: noWriter })
    expect(exitCode).toBe(1)
    const cwd = makeProject({})
    mkdirSync(join(cwd, '.env'))
    expect((await run(cwd, ['--fix'], { tunnel: noWriter })).exitCode).toBe(1)
  })
})

describe('the secrets of an env file', () => {
  const secrets = [
    passkey,
    healthyVariables.MPESA_CONSUMER_SECRET,
    healthyVariables.MPESA_CONSUMER_KEY,
    'hunter2',
    '9182',
  ]

  it.each(['pretty', 'short', 'json', 'junit', 'github', 'sarif', 'markdown', 'tap'])(
    'are in no output as %s',
    async (format) => {
      for (const mode of ['--diff', '--fix']) {
        const cwd = makeProject({ '.env': faulty })
        const { stdout, stderr } = await run(cwd, [mode, '-v', '--format', format, ...loader])
        for (const secret of secrets) expect(stdout + stderr).not.toContain(secret)
      }
    },
  )

  it('are shown on a terminal that asks for them', async () => {
    const cwd = makeProject({ '.env': faulty })
    const shown = async (terminal: boolean) =>
      (await run(cwd, ['--diff', '--show-secrets', ...loader], { terminal })).stdout
    expect(await shown(true)).toContain(passkey)
    expect(await shown(false)).not.toContain(passkey)
  })
})
