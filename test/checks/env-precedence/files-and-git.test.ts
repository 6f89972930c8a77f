import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../../../src/adapters/files-node.ts'
import { configNotCached } from '../../../src/checks/env/config-not-cached.ts'
import { keptOutOfGit } from '../../../src/checks/env/kept-out-of-git.ts'
import { notWorldReadable } from '../../../src/checks/env/not-world-readable.ts'
import { oneEnvFile } from '../../../src/checks/env/one-env-file.ts'
import type { FrameworkName } from '../../../src/core/stack.ts'
import { buildIndex } from '../../git/build-index.ts'
import { envText, only, outline, runCheckOn } from './run-env-checks.ts'

const passkey = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90'
const secrets = envText({ MPESA_PASSKEY: passkey })
const index = (...paths: readonly string[]): Uint8Array => buildIndex(2, paths)

describe('an env file in a repository', () => {
  const ignored = { '.git/HEAD': 'ref: refs/heads/main\n', '.gitignore': '.env\n' }

  it.each<[string, Record<string, string | Uint8Array>]>([
    ['never had anything added', {}],
    ['tracks other files', { '.git/index': index('.env.example', 'app.js') }],
  ])('is kept out of one that ignores it and %s', async (_, files) => {
    expect(outline(await runCheckOn(keptOutOfGit, { files: { ...ignored, '.env': secrets, ...files } }))).toBe('pass')
  })

  it('is not looked at where there is none', async () => {
    expect(outline(await runCheckOn(keptOutOfGit, { files: { '.env': secrets } }))).toBe('skip not-applicable')
  })

  it('may be tracked if it is made to be shared', async () => {
    const files = { ...ignored, '.flaskenv': 'FLASK_APP=duka\n', '.git/index': index('.flaskenv') }
    expect(outline(await runCheckOn(keptOutOfGit, { files, envFiles: ['.flaskenv'] }))).toBe('pass')
  })

  it('may be tracked if its secrets are encrypted', async () => {
    const env =
      'DOTENV_PUBLIC_KEY=03a1b2c3d4e5f60718293a4b5c6d7e8f90\nMPESA_PASSKEY=encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMad\n'
    const files = { '.git/HEAD': '', '.env': env, '.git/index': index('.env') }
    expect(outline(await runCheckOn(keptOutOfGit, { files }))).toBe('pass')
  })

  it('is an error if it is tracked with secrets', async () => {
    const finding = only(
      await runCheckOn(keptOutOfGit, { files: { ...ignored, '.env': secrets, '.git/index': index('.env') } }),
    )
    expect(finding).toMatchObject({
      code: 'env/tracked-by-git',
      severity: 'error',
      evidence: { secrets: ['MPESA_PASSKEY'], pathInRepository: '.env', ignored: true },
      fix: { command: 'git rm --cached .env' },
    })
    expect(JSON.stringify(finding)).not.toContain(passkey)
  })

  it.each([
    ['no secret', envText()],
    ['placeholders', envText({ MPESA_PASSKEY: 'your-passkey' })],
    [
      'what Safaricom publishes',
      envText({ MPESA_PASSKEY: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919' }),
    ],
    ['the password of a local database', envText({ DB_PASSWORD: 'postgres' })],
  ])('is a warning if it is tracked with %s', async (_, env) => {
    const files = { ...ignored, '.env': env, '.git/index': index('.env') }
    expect(outline(await runCheckOn(keptOutOfGit, { files }))).toBe('warn warning env/tracked-by-git')
  })

  it('is a warning if nothing ignores it', async () => {
    const finding = only(await runCheckOn(keptOutOfGit, { files: { '.git/HEAD': '', '.env': secrets } }))
    expect(finding).toMatchObject({
      code: 'env/not-ignored',
      severity: 'warning',
      fix: { command: 'echo .env >> .gitignore' },
    })
  })

  describe('whose stack reads `.env.local` as well', () => {
    const layout = { '.git/HEAD': '', '.gitignore': '.env*.local\n' }

    it.each<[FrameworkName]>([['Next'], ['Symfony'], ['Vite'], ['Bun']])(
      'may be tracked without secrets (%s)',
      async (framework) => {
        const given = { files: { ...layout, '.env': envText() }, frameworks: [framework] }
        const tracked = { ...given, files: { ...given.files, '.git/index': index('.env') } }
        expect(outline(await runCheckOn(keptOutOfGit, tracked))).toBe('pass info env/tracked-by-git')
        expect(outline(await runCheckOn(keptOutOfGit, given))).toBe('pass info env/not-ignored')
        expect(only(await runCheckOn(keptOutOfGit, tracked)).fix?.command).toBeUndefined()
      },
    )

    it('must not be tracked with secrets, which belong elsewhere', async () => {
      const files = { ...layout, '.env': secrets, '.git/index': index('.env') }
      const finding = only(await runCheckOn(keptOutOfGit, { files, frameworks: ['Next'] }))
      expect(finding).toMatchObject({ code: 'env/tracked-by-git', severity: 'error' })
      expect(finding.fix?.command).toBeUndefined()
      expect(finding.fix?.summary).toContain('.env.local')
    })

    it.each<[string, Record<string, string>, readonly FrameworkName[]]>([
      ['that file is not ignored', { '.gitignore': 'node_modules\n' }, ['Next']],
      ['the app reads `.env` alone', {}, ['Express']],
      ['only its pages are built by such a stack', {}, ['Laravel', 'Vite']],
    ])('is a warning where %s', async (_, more, frameworks) => {
      const files = { ...layout, '.env': envText(), '.git/index': index('.env'), ...more }
      const finding = only(await runCheckOn(keptOutOfGit, { files, frameworks }))
      expect(finding).toMatchObject({ severity: 'warning', fix: { command: 'git rm --cached .env' } })
    })
  })

  it('is judged by the whole way from the root', async () => {
    const files = {
      '.git/HEAD': '',
      '.git/index': index('apps/shop/.env'),
      'apps/.gitignore': '.env',
      'apps/shop/.env': secrets,
    }
    expect(only(await runCheckOn(keptOutOfGit, { files, folder: 'apps/shop' })).evidence).toMatchObject({
      pathInRepository: 'apps/shop/.env',
      ignored: true,
    })
  })

  it('is judged each by itself', async () => {
    const files = { ...ignored, '.env': secrets, '.env.local': secrets }
    const result = await runCheckOn(keptOutOfGit, { files, envFiles: ['.env', '.env.local'] })
    expect(only(result)).toMatchObject({ code: 'env/not-ignored', location: { file: '.env.local' } })
  })

  it('is ignored by what the user ignores everywhere', async () => {
    const files = { '.git/HEAD': '', '.env': secrets }
    const ports = {
      files: {
        ...nodeFiles,
        read: async (path: string) =>
          path === '/home/wanjiku/.config/git/ignore'
            ? ({ kind: 'read', bytes: new TextEncoder().encode('.env\n') } as const)
            : nodeFiles.read(path),
      },
    }
    const given = { files, ports, shell: { HOME: '/home/wanjiku' } }
    expect(outline(await runCheckOn(keptOutOfGit, given))).toBe('pass')
    expect(outline(await runCheckOn(keptOutOfGit, { ...given, shell: {} }))).toBe('warn warning env/not-ignored')
  })

  it('is not judged by an index that cannot be read', async () => {
    const files = { ...ignored, '.env': secrets, '.git/index': 'DIRC?' }
    expect(outline(await runCheckOn(keptOutOfGit, { files }))).toBe('skip unsupported')
  })
})

describe.skipIf(process.platform === 'win32')('who may read an env file', () => {
  const judge = async (mode: number, env = secrets) => {
    const ports = {
      files: {
        ...nodeFiles,
        stat: async (path: string) => {
          chmodSync(path, mode)
          return nodeFiles.stat(path)
        },
      },
    }
    return outline(await runCheckOn(notWorldReadable, { files: { '.env': env }, ports }))
  }

  it.each([[0o600], [0o640], [0o660]])('is its owner with mode %o', async (mode) => {
    expect(await judge(mode)).toBe('pass')
  })

  it('is everybody with mode 644', async () => {
    expect(await judge(0o644)).toBe('pass info env/world-readable')
  })

  it('does not matter without secrets', async () => {
    expect(await judge(0o644, envText())).toBe('pass')
  })

  it('cannot be told where files have no modes', async () => {
    const stat = async (path: string) =>
      ({ kind: 'file', bytes: statSync(path).size, mode: null, modifiedMs: 0 }) as const
    const given = { files: { '.env': secrets }, ports: { files: { ...nodeFiles, stat } } }
    expect(outline(await runCheckOn(notWorldReadable, given))).toBe('skip not-applicable')
  })
})

describe('env files on the way to the root of the repository', () => {
  it('are none but the one in use', async () => {
    expect(outline(await runCheckOn(oneEnvFile, { files: { '.git/HEAD': '', '.env': 'A=1' } }))).toBe('pass')
    const files = { '.env': 'A=1', 'repository/.git/HEAD': '', 'repository/.env': 'A=1' }
    expect(outline(await runCheckOn(oneEnvFile, { files, folder: 'repository' }))).toBe('pass')
  })

  it('are not counted where there is none at all', async () => {
    const files = { '.git/HEAD': '', 'app.js': '' }
    expect(outline(await runCheckOn(oneEnvFile, { files, envFiles: [] }))).toBe('skip blocked')
    const above = { '.git/HEAD': '', '.env': 'A=1', 'shop/app.js': '' }
    expect(outline(await runCheckOn(oneEnvFile, { files: above, folder: 'shop', envFiles: [] }))).toBe(
      'pass info env/several-files',
    )
  })

  it('are not looked for outside of a repository', async () => {
    const files = { '.env': 'A=1', 'apps/shop/.env': 'A=1' }
    expect(outline(await runCheckOn(oneEnvFile, { files, folder: 'apps/shop' }))).toBe('skip not-applicable')
  })

  it('are told', async () => {
    const files = { '.git/HEAD': '', '.env': 'A=1', 'apps/.env': 'A=1', 'apps/shop/.env': 'A=1' }
    const result = await runCheckOn(oneEnvFile, { files, folder: join('apps', 'shop') })
    expect(outline(result)).toBe('pass info env/several-files')
    expect(only(result).evidence).toEqual({ used: ['.env'], others: ['../.env', '../../.env'] })
  })

  it('are not told if the app reads them', async () => {
    const files = { '.git/HEAD': '', '.env': 'A=1', 'shop/.env': 'A=1' }
    const result = await runCheckOn(oneEnvFile, { files, folder: 'shop', envFiles: ['../.env', '.env'] })
    expect(outline(result)).toBe('pass')
  })
})

describe("Laravel's cached configuration", () => {
  const url = 'https://duka.co.ke/api/payments/callback'
  const cached = (callback: string, key: string): string =>
    `<?php return array ( 'mpesa' => array ( 'callback_url' => '${callback}', 'passkey' => '${key}', ), );\n`
  const judge = async (files: Readonly<Record<string, string>>) =>
    runCheckOn(configNotCached, { files: { '.env': secrets, ...files } })

  it('is not looked for elsewhere', async () => {
    expect(outline(await judge({ 'bootstrap/cache/config.php': '<?php' }))).toBe('skip not-applicable')
  })

  it('is not there', async () => {
    expect(outline(await judge({ artisan: '#!/usr/bin/env php' }))).toBe('pass')
    const given = { files: { '.env': secrets }, frameworks: ['Laravel'] } as const
    expect(outline(await runCheckOn(configNotCached, given))).toBe('pass')
  })

  it('keeps an older callback URL', async () => {
    const old = 'https://old.ngrok-free.app/api/payments/callback'
    const finding = only(await judge({ artisan: '', 'bootstrap/cache/config.php': cached(old, passkey) }))
    expect(finding).toMatchObject({
      code: 'env/config-cached',
      severity: 'error',
      evidence: { cachedUrl: old, missing: ['MPESA_CALLBACK_URL'] },
      fix: { command: 'php artisan config:clear' },
    })
    expect(finding.message).toContain(old)
  })

  it('does not hold what the env file says', async () => {
    const finding = only(await judge({ artisan: '', 'bootstrap/cache/config.php': cached(url, 'other') }))
    expect(finding).toMatchObject({ severity: 'error', evidence: { cachedUrl: null, missing: ['MPESA_PASSKEY'] } })
    expect(JSON.stringify(finding)).not.toContain(passkey)
  })

  it('is there, whatever it holds', async () => {
    const finding = only(await judge({ artisan: '', 'bootstrap/cache/config.php': '' }))
    expect(finding).toMatchObject({ severity: 'error', evidence: { missing: [] } })
  })

  it('holds the same, as after a deployment', async () => {
    const result = await judge({ artisan: '', 'bootstrap/cache/config.php': cached(url, passkey) })
    expect(outline(result)).toBe('warn warning env/config-cached')
  })
})
