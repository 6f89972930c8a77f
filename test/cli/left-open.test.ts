import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { envFile, healthyVariables, makeProject, runCli } from '../helpers/run-cli.ts'

const inventedKey = healthyVariables.MPESA_CONSUMER_KEY

function withFolderForFile(): string {
  const cwd = makeProject({})
  mkdirSync(join(cwd, '.env'))
  return cwd
}

describe('what --only names', () => {
  it.each([
    ['credentials'],
    ['url'],
    ['env/bom'],
    ['env/variable-missing'],
    ['env/quotes-kept'],
    ['env/world-readable'],
    ['credentials/shape,url/malformed'],
  ])('%s is exit 3 where no env file can be read', async (name) => {
    for (const cwd of [makeProject({}), withFolderForFile()])
      for (const command of [['check-env'], []])
        expect((await runCli([...command, '--only', name, '-q'], { cwd })).exitCode).toBe(3)
  })

  it('is exit 1 where the missing file itself was asked for', async () => {
    for (const name of ['env', 'env/file-missing', 'env/file-missing,credentials'])
      expect((await runCli(['check-env', '--only', name, '-q'], { cwd: makeProject({}) })).exitCode).toBe(1)
  })

  it.each([['env/tracked-by-git'], ['env/config-cached'], ['env/laravel-literal'], ['env/shadowed-by-compose']])(
    '%s is exit 0 where it makes no sense',
    async (name) => {
      expect(
        (await runCli(['check-env', '--only', name, '-q'], { cwd: makeProject({ '.env': envFile() }) })).exitCode,
      ).toBe(0)
    },
  )

  it('is exit 0 without --only: what has no file has an error of its own', async () => {
    const result = await runCli(['check-env', '--skip', 'env', '-q'], { cwd: makeProject({}) })
    expect(result.exitCode).toBe(0)
  })
})

describe('key and callback URL in each other’s place', () => {
  const cwd = (): string =>
    makeProject({
      '.env': envFile({ MPESA_CONSUMER_KEY: 'https://pay.duka.co.ke/cb', MPESA_CALLBACK_URL: inventedKey }),
    })

  it.each([['pretty'], ['short'], ['json'], ['markdown'], ['tap'], ['junit'], ['github'], ['sarif']])(
    'show the key nowhere: %s',
    async (format) => {
      const argv = ['check-env', '--format', format, '-v']
      for (const more of [[], ['--diff'], ['--compare', 'MPESA_CALLBACK_URL']]) {
        const { stdout, stderr } = await runCli([...argv, ...more], { cwd: cwd() })
        expect(stdout + stderr).not.toContain(inventedKey)
      }
    },
  )

  it('leave the target without a callback URL', async () => {
    const { stdout } = await runCli(['check-env', '--json'], { cwd: cwd() })
    expect(JSON.parse(stdout)).toMatchObject({ target: { callbackUrl: null } })
  })
})

describe('a token in the query of the callback URL', () => {
  it.each([['pretty'], ['json']])('is shown nowhere: %s', async (format) => {
    const cwd = makeProject({ '.env': envFile({ MPESA_CALLBACK_URL: 'https://duka.co.ke//cb?token=inv3nted#x' }) })
    const { stdout } = await runCli(['check-env', '--format', format, '-v'], { cwd })
    expect(stdout).toContain('token=********')
    expect(stdout).not.toContain('inv3nted')
  })
})
