import { describe, expect, it } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { definitionsOf } from '../../src/cli/run-report.ts'
import { errorCodes } from '../../src/daraja/error-codes.ts'
import { resultCodes } from '../../src/daraja/result-codes.ts'
import { runCli } from '../helpers/run-cli.ts'

type Article = Readonly<Record<string, unknown>>

async function explain(code: string) {
  const pretty = await runCli(['explain', code])
  const json = await runCli(['explain', code, '--json'])
  expect(json.exitCode).toBe(pretty.exitCode)
  return { ...pretty, articles: json.stdout === '' ? [] : (JSON.parse(json.stdout) as readonly Article[]) }
}

describe('explain', () => {
  it.each<[code: string, expected: Article]>([
    ['1032', { kind: 'resultCode', code: '1032' }],
    ['0', { kind: 'resultCode', code: '0' }],
    ['SFC_IC0003', { kind: 'resultCode', code: 'SFC_IC0003' }],
    ['500.001.1001', { kind: 'errorCode', code: '500.001.1001' }],
    ['400.002.02', { kind: 'errorCode', code: '400.002.02' }],
    ['tunnel/offline', { kind: 'finding', code: 'tunnel/offline', severity: 'error' }],
    ['APP/CSRF-Rejected', { kind: 'finding', code: 'app/csrf-rejected' }],
    [' 1032 ', { kind: 'resultCode', code: '1032' }],
  ])('%s', async (code, expected) => {
    const { exitCode, stdout, stderr, articles } = await explain(code)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(articles.length).toBeGreaterThan(0)
    for (const article of articles) expect(article).toMatchObject(expected)
    expect(stdout).toContain(String(expected.code))
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })

  it.each<[string, string | undefined]>([
    ['SFC_IC003', 'SFC_IC0003'],
    ['app/crsf-rejected', 'app/csrf-rejected'],
    ['app/csrf', 'app/csrf-rejected'],
    ['csrf', 'app/csrf-rejected'],
    ['tunnel', undefined],
    ['nothing-like-a-code', undefined],
    ['', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['../../etc/passwd', undefined],
  ])('%j is unknown, exit 2, and suggests %s', async (code, suggestion) => {
    const { exitCode, stdout, stderr } = await explain(code)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    if (suggestion !== undefined) expect(stderr).toContain(suggestion)
  })

  it('needs a code', async () => {
    expect(await runCli(['explain'])).toMatchObject({ exitCode: 2, stdout: '' })
  })

  it('knows every code of this tool and of Safaricom', async () => {
    const codes = [
      ...Object.keys(definitionsOf(checks)),
      ...resultCodes.map(({ code }) => code),
      ...errorCodes.flatMap(({ code }) => (code === null ? [] : [code])),
    ]
    for (const code of new Set(codes)) expect((await runCli(['explain', String(code)])).exitCode).toBe(0)
  })

  it('needs neither an env file nor a network', async () => {
    const refuse = () => Promise.reject(new Error('explain asked the network'))
    const ports = { dns: { resolve: refuse }, http: { exchange: refuse }, database: { open: refuse } }
    expect((await runCli(['explain', '1032'], { ports })).exitCode).toBe(0)
  })
})

describe('list', () => {
  it('shows every check and every code', async () => {
    const { exitCode, stdout, stderr } = await runCli(['list'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const { id, codes } of checks) {
      expect(stdout).toMatch(new RegExp(`^${id}  `, 'm'))
      for (const code of Object.keys(codes)) expect(stdout).toContain(`  ${code} `)
    }
  })

  it('is one JSON document with --json', async () => {
    const { exitCode, stdout, stderr } = await runCli(['list', '--json'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const listed = JSON.parse(stdout) as { id: string; family: string; title: string; codes: { code: string }[] }[]
    expect(listed.map(({ id }) => id)).toEqual(checks.map(({ id }) => id))
    for (const { codes, family, title } of listed) {
      expect(title).not.toBe('')
      expect(family).not.toBe('')
      expect(codes.length).toBeGreaterThan(0)
      for (const code of codes)
        expect(code).toMatchObject({
          code: expect.any(String),
          severity: expect.any(String),
          title: expect.any(String),
        })
    }
  })

  it('shows one family', async () => {
    const { stdout } = await runCli(['list', 'tls', '--json'])
    const families = (JSON.parse(stdout) as { family: string }[]).map(({ family }) => family)
    expect([...new Set(families)]).toEqual(['tls'])
  })

  it.each([
    ['credential', 'credentials'],
    ['apps', 'app'],
    ['zzzzzz', 'one of'],
  ])('does not know the family %s: %s', async (family, hint) => {
    const { exitCode, stdout, stderr } = await runCli(['list', family])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(hint)
  })
})
