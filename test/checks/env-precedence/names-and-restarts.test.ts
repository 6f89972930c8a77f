import { statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../../../src/adapters/files-node.ts'
import { appRestarted } from '../../../src/checks/env/app-restarted.ts'
import { exampleMatches } from '../../../src/checks/env/example-matches.ts'
import { secretsStayOnServer } from '../../../src/checks/env/secrets-stay-on-server.ts'
import { valuesReadable } from '../../../src/checks/env/values-readable.ts'
import type { ListeningProcess } from '../../../src/core/processes-port.ts'
import type { FrameworkName } from '../../../src/core/stack.ts'
import { envText, only, outline, runCheckOn } from './run-env-checks.ts'

describe('the example of the env file', () => {
  const judge = async (env: string, example: string, name = '.env.example') =>
    runCheckOn(exampleMatches, { files: { '.env': env, [name]: example } })

  it('names the same variables in any order', async () => {
    expect(outline(await judge(envText({ A: '1' }), 'A=\nMPESA_CALLBACK_URL=\n'))).toBe('pass')
  })

  it('need not be there', async () => {
    expect(outline(await runCheckOn(exampleMatches, { files: { '.env': envText() } }))).toBe('skip not-applicable')
  })

  it('is told to lack names, and to have more', async () => {
    const result = await judge(envText({ A: '1' }), 'MPESA_CALLBACK_URL=\nB=\nC=\n', '.env.sample')
    expect(outline(result)).toBe('pass info env/example-drift info env/example-drift')
    expect(result.findings.map(({ evidence }) => evidence)).toEqual([{ missing: ['B', 'C'] }, { extra: ['A'] }])
  })

  it('does not count what a second file has', async () => {
    const files = { '.env': envText(), '.env.local': 'A=1', '.env.example': 'A=\nMPESA_CALLBACK_URL=\n' }
    expect(outline(await runCheckOn(exampleMatches, { files, envFiles: ['.env', '.env.local'] }))).toBe('pass')
  })
})

describe('a value', () => {
  it('is readable', async () => {
    expect(outline(await runCheckOn(valuesReadable, { files: { '.env': envText({ OTHER: 'encrypted:abc' }) } }))).toBe(
      'pass',
    )
  })

  it.each([['dotenvx'], ['dotenv']] as const)('is encrypted, whoever reads it (%s)', async (loader) => {
    const env = envText({ MPESA_PASSKEY: '"encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMad"' })
    const finding = only(await runCheckOn(valuesReadable, { files: { '.env': env }, loaders: [loader] }))
    expect(finding).toMatchObject({
      code: 'env/encrypted',
      severity: 'info',
      location: { file: '.env', line: 2 },
      evidence: { variable: 'MPESA_PASSKEY' },
    })
  })
})

describe('a secret', () => {
  const judge = async (line: string, variables = {}) =>
    runCheckOn(secretsStayOnServer, { files: { '.env': `${line}\n` }, settings: { variables } })

  it.each([
    ['MPESA_CONSUMER_SECRET=b7Xw2LqP9dKs4NfGt1Rz8Vm3'],
    ['NEXT_PUBLIC_API_URL=https://duka.co.ke'],
    ['VITE_MPESA_SHORTCODE=174379'],
    ['NEXT_PUBLIC_MPESA_CALLBACK_URL=https://duka.co.ke/api'],
    ['VITE_GOOGLE_MAPS_KEY=AIzaSyInventedInventedInvented'],
    ['NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY=pk_test_invented'],
    ['VITE_MPESA_PASSKEY='],
    ['VITE_MPESA_PASSKEY=your-passkey'],
    ['# VITE_MPESA_PASSKEY=b7Xw2LqP9dKs4NfGt1Rz8Vm3'],
  ])('stays where it is: %s', async (line) => {
    expect(outline(await judge(line))).toBe('pass')
  })

  it.each([
    ['NEXT_PUBLIC_MPESA_CONSUMER_SECRET', 'Next.js'],
    ['VITE_MPESA_CONSUMER_KEY', 'Vite'],
    ['REACT_APP_MPESA_PASSKEY', 'Create React App'],
    ['EXPO_PUBLIC_CONSUMER_SECRET', 'Expo'],
    ['NUXT_PUBLIC_DARAJA_PASSKEY', 'Nuxt'],
    ['GATSBY_MPESA_SECURITY_CREDENTIAL', 'Gatsby'],
    ['PUBLIC_MPESA_INITIATOR_PASSWORD', 'SvelteKit or Astro'],
    ['VITE_MPESA_CONSUMERSECRET', 'Vite'],
  ])('goes to browsers as %s', async (name, tool) => {
    const finding = only(await judge(`A=1\n${name}=b7Xw2LqP9dKs4NfGt1Rz8Vm3`))
    expect(finding).toMatchObject({
      code: 'env/public-prefix',
      severity: 'error',
      evidence: { variable: name, tool },
      location: { file: '.env', line: 2, column: 1 },
    })
    expect(JSON.stringify(finding)).not.toContain('b7Xw2LqP9dKs4NfGt1Rz8Vm3')
  })

  it('goes to browsers under the name that the app has for it', async () => {
    const result = await judge('VITE_PAY_SALT=b7Xw2LqP9dKs4NfGt1Rz8Vm3', { MPESA_PASSKEY: 'PAY_SALT' })
    expect(outline(result)).toBe('fail error env/public-prefix')
  })
})

describe('the app', () => {
  const changed = Date.parse('2026-11-23T12:00:00Z')
  const started = (ms: number, folder: string | null = null): ListeningProcess => ({
    kind: 'found',
    pid: 4711,
    program: 'python3',
    startedMs: changed + ms,
    folder,
  })
  const judge = async (
    process: ListeningProcess,
    { appUrl = 'http://127.0.0.1:5000', frameworks = [] as readonly FrameworkName[] } = {},
  ) => {
    const asked: number[] = []
    const stat = async (path: string) => {
      utimesSync(path, changed / 1_000, changed / 1_000)
      const { mtimeMs } = statSync(path)
      return { kind: 'file', bytes: 1, mode: 0o600, modifiedMs: mtimeMs } as const
    }
    const listeningOn = async (port: number) => {
      asked.push(port)
      return process
    }
    const result = await runCheckOn(appRestarted, {
      files: { '.env': envText() },
      frameworks,
      settings: { appUrl },
      ports: {
        files: { ...nodeFiles, stat },
        processes: { listeningOn, listenersIn: async () => ({ kind: 'unsupported' }) },
      },
    })
    return { result, asked }
  }

  it.each([[60_000], [1], [-1_000]])('started in time: %i ms after the change', async (ms) => {
    const { result, asked } = await judge(started(ms))
    expect(outline(result)).toBe('pass')
    expect(asked).toEqual([5_000])
  })

  it('was not restarted', async () => {
    const { result } = await judge(started(-60_000))
    expect(only(result)).toMatchObject({
      code: 'env/app-not-restarted',
      severity: 'warning',
      confidence: 'likely',
      evidence: { port: 5_000, pid: 4711, program: 'python3', changedAt: '2026-11-23T12:00:00.000Z' },
    })
  })

  it('may be another one if it works elsewhere', async () => {
    const { result } = await judge(started(-60_000, join('/srv', 'other')))
    expect(only(result).confidence).toBe('possible')
  })

  it('need not be restarted where its framework reads changed files', async () => {
    const { result } = await judge(started(-60_000), { frameworks: ['Next'] })
    expect(outline(result)).toBe('pass')
  })

  it.each<[string, ListeningProcess, string | undefined]>([
    ['skip not-applicable', { kind: 'none' }, undefined],
    ['skip unsupported', { kind: 'unsupported' }, undefined],
    ['skip not-applicable', started(-60_000), 'https://duka.co.ke'],
  ])('cannot be judged: %s', async (expected, process, appUrl) => {
    const { result } = await judge(process, appUrl === undefined ? {} : { appUrl })
    expect(outline(result)).toBe(expected)
  })

  it('is not looked for without an address', async () => {
    expect(outline(await runCheckOn(appRestarted, { files: { '.env': envText() } }))).toBe('skip not-applicable')
  })
})
