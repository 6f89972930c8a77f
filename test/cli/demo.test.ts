import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faults } from '../../src/demo/faults.ts'
import { runCli } from '../helpers/run-cli.ts'
import { bundleCli, type CliProcess, findDemoFolder, processesWith, type SpawnedCli } from '../helpers/spawn-cli.ts'

describe('demo --list-faults', () => {
  it('shows every fault with what it does and the code that finds it', async () => {
    const { exitCode, stdout, stderr } = await runCli(['demo', '--list-faults'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const { name, expect: code } of faults) {
      expect(stdout).toContain(`${name} `)
      expect(stdout).toContain(code)
    }
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('is one JSON document with --json', async () => {
    const { exitCode, stdout, stderr } = await runCli(['demo', '--list-faults', '--json'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual(
      faults.map(({ name, summary, expect: code, severity }) => ({ name, summary, expect: code, severity })),
    )
  })
})

describe('demo --fault', () => {
  it.each([
    ['get-onyl', 'get-only'],
    ['stale-ngork', 'stale-ngrok'],
    ['zzzzzzzzzzzz', '--list-faults'],
    ['__proto__', '--list-faults'],
  ])('%s does not exist: suggests %s', async (name, suggestion) => {
    const { exitCode, stdout, stderr } = await runCli(['demo', '--fault', name])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(suggestion)
  })

  it('takes no PostgreSQL that it does not know', async () => {
    expect((await runCli(['demo', '--postgres', 'docker'])).exitCode).toBe(2)
  })
})

describe.skipIf(process.platform === 'win32')('demo', { timeout: 60_000 }, () => {
  let cli: SpawnedCli
  beforeAll(async () => {
    cli = await bundleCli()
  })
  afterAll(() => cli.remove())

  /** In the repository, where the package with PostgreSQL is found on machines that have none of their own. */
  const start = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess =>
    cli.start(['demo', ...argv], {
      cwd: process.cwd(),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', ...env },
    })

  async function folderOf({ child }: CliProcess): Promise<string> {
    const folder = await findDemoFolder(child.pid)
    if (folder === undefined) throw new Error('the demo has no folder')
    return folder
  }

  async function expectNothingLeft(folder: string): Promise<void> {
    expect(existsSync(folder)).toBe(false)
    expect(await processesWith(folder)).toEqual([])
  }

  it.each([
    ['get-only', 'app/method-not-allowed'],
    ['stale-ngrok', 'tunnel/offline'],
  ])('tells the whole story of %s and leaves nothing', async (fault, code) => {
    const process = start(['--fault', fault])
    await process.printed('still pending')
    const folder = await folderOf(process)
    const { code: exitCode, stdout, stderr } = await process.ended
    expect({ exitCode, stderr: stderr.split('\n').length }).toEqual({ exitCode: 0, stderr: 3 })
    expect(stdout).toContain(code)
    expect(stdout.indexOf('pending')).toBeLessThan(stdout.indexOf(code))
    expect(stdout).toContain('DUKA-1042: pending → paid')
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ok: /)
    await expectNothingLeft(folder)
  })

  it('looks at nothing but its own shop, whatever the shell says', async () => {
    const elsewhere = 'postgresql://u:p@127.0.0.1:9/elsewhere'
    const { code, stdout, stderr } = await start([], {
      MPESA_DOCTOR_DATABASE_URL: elsewhere,
      MPESA_DOCTOR_APP_URL: 'http://127.0.0.1:9',
      MPESA_DOCTOR_ONLY: 'env',
      MPESA_DOCTOR_STRICT: '1',
      MPESA_RESULT_URL: 'nonsense',
      DB_URL: elsewhere,
    }).ended
    expect({ code, stderr: stderr.split('\n').length, stdout }).toMatchObject({ code: 0, stderr: 3 })
  })

  it('is one JSON document with --json', async () => {
    const { code, stdout } = await start(['--json']).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      fault: 'get-only',
      expected: 'app/method-not-allowed',
      found: 'app/method-not-allowed',
      foundAfterRepair: null,
      exitCode: 0,
    })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s in the middle of the story with nothing left', async (signal, expected) => {
    // The diagnosis of this one takes longer than the test does.
    const process = start(['--fault', 'slow-answer'])
    await process.printed('The doctor is asked why')
    const folder = await folderOf(process)
    process.child.kill(signal)
    expect((await process.ended).code).toBe(expected)
    await expectNothingLeft(folder)
  })

  it('ends on Ctrl-C while it starts with nothing left', async () => {
    const process = start([])
    await process.printed('Starting')
    await expect.poll(() => findDemoFolder(process.child.pid), { timeout: 10_000 }).toBeDefined()
    const folder = await folderOf(process)
    process.child.kill('SIGINT')
    expect((await process.ended).code).toBe(130)
    await expectNothingLeft(folder)
  })

  it.each([[[]], [['--json']]])('--serve runs until Ctrl-C and then is gone: %j', async (more) => {
    const process = start(['--serve', ...more])
    const printed = await process.printed(/http:\/\/127\.0\.0\.1:\d+/)
    const folder = await folderOf(process)
    expect(await statusOf(printed)).toBe(200)
    process.child.kill('SIGINT')
    const { code, stdout } = await process.ended
    expect(code).toBe(0)
    if (more.length > 0) expect(JSON.parse(stdout)).toMatchObject({ fault: null, appUrl: printed })
    await expectNothingLeft(folder)
    await expect(statusOf(printed)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

async function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
}
