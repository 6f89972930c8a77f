import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/core/finding.ts'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import { envFile } from '../../helpers/run-cli.ts'
import { type EnvCase, runEnvChecks, withLine } from './run-env-checks.ts'

const callback = 'https://duka.co.ke/api/payments/callback'

describe('a finding about a line', () => {
  it('has line and column, the line itself, what each loader reads, and how to mend it', async () => {
    const { about } = await runEnvChecks(withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE=174379 # sandbox'), {
      loaders: ['python-dotenv', 'docker'],
    })
    expect(about('env/inline-comment')).toMatchObject([
      {
        severity: 'warning',
        confidence: 'certain',
        evidence: { variable: 'MPESA_SHORTCODE', line: 4, loaders: ['docker'] },
        location: { file: '.env', line: 4, column: 24 },
        excerpt: { text: 'MPESA_SHORTCODE=174379 # sandbox', caret: { column: 24, length: 9 } },
        readings: [
          { loader: 'python-dotenv', outcome: 'value', value: '174379' },
          { loader: 'docker', outcome: 'value', value: '174379 # sandbox' },
        ],
        fix: { command: 'mpesa-doctor check-env --fix', automatic: true },
      },
    ])
  })

  it('shows of a secret nothing but the offending character, and lengths in place of readings', async () => {
    const { about } = await runEnvChecks(`${envFile()}MPESA_INITIATOR_PASSWORD=Duka#2026\n`)
    expect(about('env/hash-truncates')).toMatchObject([
      {
        evidence: { variable: 'MPESA_INITIATOR_PASSWORD', line: 7, length: 9, left: 4 },
        location: { line: 7, column: 30 },
        excerpt: { text: 'MPESA_INITIATOR_PASSWORD=••••#••••', caret: { column: 30, length: 1 } },
        readings: [{ loader: 'dotenv', outcome: 'value', length: 4 }],
      },
    ])
  })

  it('offers quotes against a `#` only where every loader in use then reads all of it', async () => {
    const text = `${envFile()}MPESA_INITIATOR_PASSWORD=Duka#2026\n`
    const quoted = await runEnvChecks(text, { loaders: ['dotenv', 'phpdotenv'] })
    expect(quoted.about('env/hash-truncates')[0]?.fix?.summary).toContain('double quotes')
    const docker = await runEnvChecks(text, { loaders: ['dotenv', 'docker'] })
    expect(docker.about('env/hash-truncates')[0]?.fix?.summary).not.toContain('double quotes')
  })

  it('counts columns behind a byte order mark and wide characters as an editor does', async () => {
    const { about } = await runEnvChecks(`\ufeffMPESA_INITIATOR_NAME=é\u200b\n${envFile()}`)
    expect(about('env/invisible-character')).toMatchObject([
      { location: { line: 1, column: 23 }, excerpt: { text: 'MPESA_INITIATOR_NAME=é<U+200B>', caret: { column: 23 } } },
    ])
  })

  it('writes the line to copy where it is no secret', async () => {
    const { about } = await runEnvChecks(withLine('MPESA_CALLBACK_URL', `MPESA_CALLBACK_URL=“${callback}”`))
    expect(about('env/invisible-character')[0]).toMatchObject({
      evidence: { character: 'U+201C', count: 2 },
      fix: { code: `MPESA_CALLBACK_URL=${callback}` },
    })
  })

  it('names the variables that an open quote takes in', async () => {
    const { about } = await runEnvChecks(
      'MPESA_PASSKEY="abc\nMPESA_SHORTCODE=174379\nMPESA_CONSUMER_KEY=xyz"\nMPESA_CALLBACK_URL=x\n',
      { loaders: ['dotenv', 'python-dotenv'] },
    )
    expect(about('env/unterminated-quote')[0]?.evidence).toMatchObject({
      swallowed: ['MPESA_SHORTCODE', 'MPESA_CONSUMER_KEY'],
    })
  })

  it('names the variables that a quote takes in which closes nowhere', async () => {
    const { about } = await runEnvChecks(`APP_NAME="Duka\n${envFile()}`, { loaders: ['phpdotenv'] })
    const [finding] = about('env/unterminated-quote')
    expect(finding).toMatchObject({ severity: 'error', location: { line: 1, column: 10 } })
    expect(finding?.excerpt?.text).toBe('APP_NAME="••••')
  })

  it('names the line that makes a loader refuse the file, and why', async () => {
    const { about } = await runEnvChecks(`A=1\nAPP_NAME=Duka Yetu\n${envFile()}`, { loaders: ['phpdotenv'] })
    expect(about('env/unquoted-space')).toMatchObject([
      {
        evidence: { variable: 'APP_NAME', line: 2, loaders: ['phpdotenv'], reason: expect.any(String) },
        location: { line: 2, column: 14 },
        excerpt: { text: 'APP_NAME=•••• ••••', caret: { column: 14, length: 1 } },
      },
    ])
  })

  it('stands once for a file of exports, at the first line that is harmed', async () => {
    const text = `PORT=1\n${envFile().replaceAll(/^(?=.)/gm, 'export ')}`
    const { about } = await runEnvChecks(text, { loaders: ['python-decouple'] })
    expect(about('env/export-prefix')).toMatchObject([{ severity: 'error', location: { line: 2, column: 1 } }])
  })

  it('says how many more there are of a kind', async () => {
    const { about } = await runEnvChecks(`${'some words\n'.repeat(20)}${envFile()}`)
    expect(about('env/junk-line')).toHaveLength(16)
    expect(about('env/junk-line').at(-1)?.message).toContain('4 more')
  })

  it('puts the harmful lines of a kind before the harmless ones', async () => {
    const text = `${'// note\n'.repeat(20)}${envFile()}`
    const { about } = await runEnvChecks(text, { loaders: ['node'], nodeMajor: 20 })
    expect(
      about('env/foreign-comment')
        .map(({ severity }) => severity)
        .slice(0, 2),
    ).toEqual(['error', 'warning'])
    expect(about('env/foreign-comment')[0]).toMatchObject({
      location: { line: 20 },
      evidence: { swallowed: ['MPESA_ENVIRONMENT'] },
    })
  })

  it('does not show a line of words that may be the rest of a secret', async () => {
    const { about } = await runEnvChecks(
      withLine('MPESA_CONSUMER_SECRET', 'MPESA_CONSUMER_SECRET=b7Xw2LqP9dKs\n4NfGt1Rz8Vm3'),
    )
    expect(about('env/junk-line')).toMatchObject([{ location: { line: 4 }, excerpt: { text: '••••••••••••' } }])
  })
})

describe('a variable that stands in the file and is not read', () => {
  it('is missing at its line, and not unheard of', async () => {
    const { about } = await runEnvChecks(withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE: 174379'), {
      loaders: ['python-decouple'],
    })
    expect(about('env/variable-missing')).toMatchObject([
      { message: '`MPESA_SHORTCODE` stands in .env:4, but `python-decouple` does not read it', location: { line: 4 } },
    ])
  })

  it('is empty for the loader that reads nothing of it', async () => {
    const { about } = await runEnvChecks(withLine('MPESA_CONSUMER_SECRET', 'MPESA_CONSUMER_SECRET=#b7Xw2LqP'), {
      loaders: ['python-dotenv', 'dotenv'],
    })
    expect(about('env/variable-empty')).toMatchObject([{ evidence: { loaders: ['dotenv'] }, severity: 'error' }])
  })
})

describe('bytes that are no UTF-8', () => {
  it('are named with offset, line and what they mean elsewhere', async () => {
    const bytes = Uint8Array.from(`A=1\nNAME=caf\xe9\n${envFile()}`, (character) => character.charCodeAt(0))
    const { about } = await runEnvChecks(bytes, { loaders: ['python-dotenv'] })
    expect(about('env/not-utf8')).toMatchObject([
      {
        severity: 'error',
        evidence: { encoding: 'not-utf8', offset: 12, line: 2, byte: 'E9' },
        location: { line: 2, column: 9 },
        excerpt: { text: 'NAME=•••<E9>', caret: { column: 9, length: 4 } },
      },
    ])
    expect(about('env/not-utf8')[0]?.message).toContain('é')
  })

  it('end all talk of lines where the file is UTF-16', async () => {
    const { results, shown } = await runEnvChecks(Buffer.from(`\ufeff${envFile()}`, 'utf16le'))
    expect(shown.filter((entry) => !entry.includes('variable-missing'))).toEqual(['error env/not-utf8'])
    expect(results.find(({ id }) => id === 'no-stray-blanks')).toMatchObject({
      status: 'skip',
      skippedBecause: 'blocked',
    })
  })
})

describe('a project without an env file', () => {
  it.each(['no-merge-conflicts', 'secrets-stay-on-server'])('does not pass %s', async (id) => {
    const { results } = await runEnvChecks(undefined)
    expect(results.find((result) => result.id === id)).toMatchObject({ status: 'skip', skippedBecause: 'blocked' })
  })
})

describe('a merge conflict', () => {
  it('ends all talk of lines', async () => {
    const { results, about } = await runEnvChecks(
      `${envFile()}<<<<<<< HEAD\nMPESA_SHORTCODE=1 \n=======\nMPESA_SHORTCODE= 2\n>>>>>>> b\n`,
    )
    expect(about('env/merge-conflict')[0]).toMatchObject({ evidence: { lines: [7, 9, 11] }, location: { line: 7 } })
    for (const id of ['no-stray-blanks', 'no-duplicate-keys', 'lines-understood'])
      expect(results.find((result) => result.id === id)).toMatchObject({ status: 'skip' })
  })
})

describe('the example of the env file', () => {
  it('gives away a secret that was never replaced, as likely as not', async () => {
    const { about } = await runEnvChecks(envFile(), { example: envFile() })
    expect(about('env/placeholder').map(({ evidence, confidence }) => [evidence.variable, confidence])).toEqual([
      ['MPESA_CONSUMER_KEY', 'likely'],
      ['MPESA_CONSUMER_SECRET', 'likely'],
    ])
  })
})

describe('a variable that is set twice', () => {
  it('has as winner the line that each loader reads', async () => {
    const { about, shown } = await runEnvChecks(`${envFile()}MPESA_SHORTCODE = 174380\n`, {
      loaders: ['dotenv', 'sh'],
    })
    expect(about('env/duplicate-key')[0]?.evidence).toEqual({
      variable: 'MPESA_SHORTCODE',
      line: 7,
      lines: [4, 7],
      wins: { dotenv: 7, sh: 4 },
    })
    expect(shown).not.toContain('error env/whitespace')
  })

  it('has no winner where the file is refused', async () => {
    const { about } = await runEnvChecks(`${envFile()}MPESA_SHORTCODE = 174380\n`, { loaders: ['docker'] })
    expect(about('env/duplicate-key')[0]?.evidence).toMatchObject({ wins: { docker: null } })
  })
})

describe('a `$` that is expanded', () => {
  const text = `${envFile()}MPESA_INITIATOR_PASSWORD=pa$word1\n`

  it.each<[readonly LoaderName[], string]>([
    [['dotenv-expand'], '`\\$`, in double quotes'],
    [['next'], '`\\$`, in double quotes'],
    [['bun', 'dotenvx'], '`\\$`, in double quotes'],
    [['sh'], 'in single quotes'],
    [['dotenv', 'next'], 'no spelling'],
  ])('is written for %s in the way that all of them read alike', async (loaders, summary) => {
    const { about } = await runEnvChecks(text, { loaders })
    expect(about('env/dollar-expands')[0]?.fix?.summary).toContain(summary)
  })
})

describe('a Windows line end that a loader keeps', () => {
  const text = envFile().replaceAll('\n', '\r\n')

  it('is the fault of the file, with the command that mends it', async () => {
    const { about } = await runEnvChecks(text, { loaders: ['sh'] })
    expect(about('env/line-endings')).toMatchObject([
      {
        severity: 'error',
        confidence: 'certain',
        evidence: { loaders: ['sh'], variables: expect.arrayContaining(['MPESA_PASSKEY']) },
        fix: { command: "sed -i 's/\\r$//' .env" },
      },
    ])
  })

  it('is not mended by copying the value again', async () => {
    const { about } = await runEnvChecks(text, { loaders: ['sh'] })
    const shapes = about('credentials/shape')
    expect(shapes.length).toBeGreaterThan(0)
    for (const { fix } of shapes) expect(fix?.summary).toContain('LF')
  })
})

describe('a file whose text is lost as a whole', () => {
  const missing = (evidence: readonly Finding[]) => evidence.map((one) => one.evidence.variable)

  it('lacks no variable that stands in it', async () => {
    const { results, about } = await runEnvChecks(Buffer.from(`\ufeff${envFile()}`, 'utf16le'))
    expect(about('env/variable-missing')).toEqual([])
    expect(results.find(({ id }) => id === 'required-variables')).toMatchObject({ status: 'skip' })
  })

  it('lacks the others', async () => {
    const text = `\ufeff${envFile({ MPESA_PASSKEY: undefined })}# MPESA_PASSKEY=\n`
    const { about } = await runEnvChecks(Buffer.from(text, 'utf16le'))
    expect(missing(about('env/variable-missing'))).toEqual(['MPESA_PASSKEY'])
  })
})

describe('the reason of a finding', () => {
  const reasonOf = async (text: string, code: string, loaders: readonly LoaderName[]): Promise<string | undefined> =>
    (await runEnvChecks(text, { loaders })).about(code)[0]?.why

  it('does not claim a loss where no loader in use loses anything', async () => {
    expect(await reasonOf(`\ufeff${envFile()}`, 'env/bom', ['phpdotenv'])).toBeDefined()
    expect(await reasonOf(`\ufeff${envFile()}`, 'env/bom', ['python-decouple'])).toBeUndefined()
  })

  it('speaks of the variables in between only where a quote takes some in', async () => {
    const line = (value: string): string => withLine('MPESA_CALLBACK_URL', `MPESA_CALLBACK_URL=${value}`)
    const swallowing = 'MPESA_PASSKEY="abc\nMPESA_SHORTCODE=174379\nMPESA_CONSUMER_KEY=xyz"\n'
    const reasons = [
      await reasonOf(line(`"${callback}`), 'env/unterminated-quote', ['dotenv']),
      await reasonOf(line(`"${callback}"x`), 'env/unterminated-quote', ['dotenv']),
      await reasonOf(swallowing, 'env/unterminated-quote', ['dotenv']),
    ]
    expect(new Set(reasons).size).toBe(3)
    expect(reasons[2]).toBeUndefined()
  })

  it('speaks of shells where a character splits the line, and not of blanks', async () => {
    const text = withLine('MPESA_CALLBACK_URL', `MPESA_CALLBACK_URL=${callback}?a=1&b=2`)
    expect(await reasonOf(text, 'env/unquoted-space', ['sh'])).not.toContain('Laravel')
  })
})

describe('what the tool can do itself', () => {
  it.each([
    'MPESA_CONSUMER_SECRET=“b7Xw2LqP9dKs4NfG”',
    'MPESA_CONSUMER_SECRET=“b7Xw2LqP9dKs4NfG',
    `MPESA_CALLBACK_URL=“${callback}”`,
  ])('is not offered for typographic quotes: %s', async (line) => {
    const { about } = await runEnvChecks(withLine(line.slice(0, line.indexOf('=')), line))
    expect(about('env/invisible-character')).toHaveLength(1)
    expect(about('env/invisible-character')[0]?.fix?.automatic).toBeUndefined()
  })

  const everyday = { loaders: ['dotenv', 'phpdotenv', 'python-decouple'], guess: true } as const
  it.each<[code: string, text: string, options: EnvCase]>([
    ['env/export-prefix', envFile().replace('MPESA_S', 'export MPESA_S'), {}],
    ['env/export-prefix', envFile().replace('MPESA_S', 'export MPESA_S'), everyday],
    ['env/unquoted-space', `${envFile()}MPESA_INITIATOR_NAME=duka api\n`, {}],
    ['env/unquoted-space', `${envFile()}MPESA_INITIATOR_NAME=duka api\n`, everyday],
  ])('names %s in the command where no loader is known to mind it: %j', async (code, text, options) => {
    const command = `mpesa-doctor check-env --fix --only ${code}`
    const { about } = await runEnvChecks(text, options)
    expect(about(code)).toMatchObject([{ fix: { command, automatic: true } }])
  })

  it.each([
    ['env/export-prefix', `export PORT=1\n${envFile()}`],
    ['env/unquoted-space', `APP_NAME=Duka Yetu\n${envFile()}`],
    ['env/whitespace', `PORT = 3000\n${envFile()}`],
  ])('leaves %s of somebody else alone where it is not known who reads it', async (code, text) => {
    const loaders: readonly LoaderName[] = ['dotenv', 'phpdotenv', 'docker']
    const { about } = await runEnvChecks(text, { loaders, guess: true })
    expect(about(code)).toHaveLength(1)
    expect(about(code)[0]?.fix?.automatic).toBeUndefined()
  })

  it('is not offered against a blank where docker would keep the quotes', async () => {
    const text = `${envFile()}MPESA_INITIATOR_NAME=duka api\n`
    const withDocker = await runEnvChecks(text, { loaders: ['dotenv', 'docker'] })
    expect(withDocker.about('env/unquoted-space')[0]?.fix?.automatic).toBeUndefined()
    const without = await runEnvChecks(text, { loaders: ['dotenv'] })
    expect(without.about('env/unquoted-space')[0]?.fix?.automatic).toBe(true)
  })
})
