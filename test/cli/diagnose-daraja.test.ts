import { describe, expect, it, onTestFinished } from 'vitest'
import type { HttpPort } from '../../src/core/http-port.ts'
import { type DarajaReply, firewallPage, granted, isOauth, refused, startDaraja } from '../helpers/daraja-server.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const unknownId = refused(500, '500.001.1001', 'The transaction does not Exist')
/** The families that have nothing to do with it. */
const other = 'url,dns,tcp,tls,tunnel,edge,app,handler,db'

/** What `diagnose` says of Daraja; the other families are left out. */
async function diagnose(query: DarajaReply, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const server = await startDaraja((request) => (isOauth(request) ? granted('InventedToken1') : query))
  onTestFinished(server.close)
  const cwd = makeProject({ '.env': envFile(env) })
  const { exitCode, stdout } = await runCli(['--json', '--only', 'daraja', '--daraja-url', server.url, ...words], {
    cwd,
  })
  const report = JSON.parse(stdout) as ReportJson
  return { exitCode, server, report, codes: report.checks.flatMap(({ findings }) => findings.map(({ code }) => code)) }
}

describe('diagnose asks Daraja', () => {
  it('for a token and after a payment that cannot exist, once each, and passes where both are answered', async () => {
    const { exitCode, server, codes } = await diagnose(unknownId)
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] })
    expect(server.requests).toHaveLength(2)
    expect(server.requests[1]?.body).toMatch(/"CheckoutRequestID":"ws_CO_DOCTOR/)
  })

  it.each<[string, DarajaReply, number]>([
    ['daraja/wrong-passkey', refused(500, '500.001.1001', '[MpesaCB - ]Wrong credentials'), 1],
    ['daraja/unknown-shortcode', refused(500, '500.001.1001', '[MpesaCB - ]Merchant does not exist'), 1],
    [
      'daraja/product-missing',
      refused(401, '401.003.01', 'Error Occurred - Invalid Access Token - no apiproduct match found'),
      1,
    ],
    ['daraja/rate-limited', refused(500, '500.003.02', 'Error Occurred: Spike Arrest Violation'), 0],
    ['daraja/firewall', firewallPage, 0],
  ])('finds %s', async (code, reply, expected) => {
    const { exitCode, codes } = await diagnose(reply)
    expect({ exitCode, codes }).toEqual({ exitCode: expected, codes: [code] })
  })

  it('takes silence for information, unless Daraja is what was asked for', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const cwd = makeProject({ '.env': envFile() })
    const run = async (...words: readonly string[]) => {
      const { exitCode, stdout } = await runCli(['--json', '--daraja-url', url, ...words], { cwd })
      const report = JSON.parse(stdout) as ReportJson
      const findings = report.checks.filter(({ family }) => family === 'daraja').flatMap((check) => check.findings)
      return { exitCode, report, severities: findings.map(({ code, severity }) => `${code} ${severity}`) }
    }
    const plain = await run('--skip', other)
    expect(plain).toMatchObject({ exitCode: 0, severities: ['daraja/unreachable info'] })
    for (const name of ['daraja', 'daraja/unreachable', 'daraja-answers'])
      expect(await run('--only', name)).toMatchObject({ exitCode: 1, severities: ['daraja/unreachable error'] })
  })

  it('sends nothing with --offline, nor without keys', async () => {
    const { server } = await diagnose(unknownId, ['--offline'], { MPESA_CONSUMER_SECRET: '' })
    expect(server.requests).toEqual([])
    const cwd = makeProject({ '.env': envFile() })
    const { stdout } = await runCli(['--json', '--offline', '--only', 'daraja-answers'], { cwd })
    expect((JSON.parse(stdout) as ReportJson).checks).toMatchObject([{ status: 'skip' }])
  })

  it.each<[readonly string[], number]>([
    [[], 4_000],
    [['--budget', '6s'], 6_000],
    [['--only', 'daraja'], 8_000],
    [['ws_CO_061020261419539712345678'], 8_000],
  ])('gives Daraja less time where it is asked in passing: %j', async (words, expected) => {
    const limits: number[] = []
    const http: HttpPort = {
      async exchange({ limitMs }) {
        limits.push(limitMs)
        return {
          kind: 'failure',
          phase: 'reply',
          code: 'timed-out',
          systemCode: '',
          detail: '',
          timings: { connectMs: 1, tlsMs: null, firstByteMs: null, totalMs: limitMs },
        }
      },
    }
    const cwd = makeProject({ '.env': envFile() })
    const argv = ['diagnose', ...words, '--json', '--daraja-url', 'http://127.0.0.1:1', '--skip', other]
    const { stdout } = await runCli(argv, { cwd, ports: { http } })
    expect((JSON.parse(stdout) as ReportJson).checks.some(({ id }) => id === 'daraja-answers')).toBe(true)
    // It is over at the login: nobody is asked a second time.
    expect(limits).toEqual([expected])
  })

  it('does not wait for its turn at the sandbox to prove the keys, and says so', async () => {
    const paths: string[] = []
    const http: HttpPort = {
      async exchange({ url }) {
        const isLogin = url.includes('/oauth/')
        paths.push(new URL(url).pathname)
        const { status, body = '' } = isLogin ? granted('InventedToken1') : unknownId
        const timings = { connectMs: 1, tlsMs: 1, firstByteMs: 1, totalMs: 3 }
        const rest = { statusText: '', headers: [], bodyBytes: body.length, bodyEnd: 'complete', timings } as const
        return { kind: 'reply', status, body, ...rest }
      },
    }
    const options = {
      cwd: makeProject({ '.env': envFile() }),
      variables: { XDG_CACHE_HOME: makeProject({}) },
      ports: { http },
    }
    const argv = ['--json', '--connect-to', '::127.0.0.1:1', '--skip', other]
    const run = async () => {
      const { exitCode, stdout, stderr } = await runCli(argv, options)
      const { checks } = JSON.parse(stdout) as ReportJson
      return { exitCode, stderr, status: checks.find(({ id }) => id === 'daraja-query-accepted')?.status }
    }
    expect(await run()).toEqual({ exitCode: 0, stderr: '', status: 'pass' })
    expect(paths).toHaveLength(2)
    expect(await run()).toEqual({ exitCode: 0, stderr: '', status: 'skip' })
    expect(paths).toHaveLength(3)
  })
})
