import { describe, expect, it } from 'vitest'
import { notShadowedByCompose } from '../../../src/checks/env/not-shadowed-by-compose.ts'
import { notShadowedByFile } from '../../../src/checks/env/not-shadowed-by-file.ts'
import { notShadowedByShell } from '../../../src/checks/env/not-shadowed-by-shell.ts'
import { envText, only, outline, runCheckOn } from './run-env-checks.ts'

const url = 'https://duka.co.ke/api/payments/callback'
const old = 'https://old-duka.ngrok-free.app/api/payments/callback'
const key = 'Zk3qT8vB1nYx0PfL7sWd2RuH6mCe9AjG'
const otherKey = 'Aa3qT8vB1nYx0PfL7sWd2RuH6mCe9AjZ'

describe('this shell', () => {
  const files = { '.env': envText({ MPESA_CONSUMER_KEY: key, OTHER: 'x' }) }

  it.each([
    ['sets nothing', {}],
    ['sets the same', { MPESA_CALLBACK_URL: url, MPESA_CONSUMER_KEY: key }],
    ['sets what is not ours', { OTHER: 'y', PORT: '1', HOME: '/nowhere' }],
    ['sets what the file does not', { MPESA_PASSKEY: 'abc' }],
  ])('is no trouble if it %s', async (_, shell) => {
    expect(outline(await runCheckOn(notShadowedByShell, { files, shell }))).toBe('pass')
  })

  it('overrules the file with another value', async () => {
    const finding = only(await runCheckOn(notShadowedByShell, { files, shell: { MPESA_CALLBACK_URL: old } }))
    expect(finding).toMatchObject({
      code: 'env/shadowed-by-shell',
      severity: 'error',
      evidence: { variable: 'MPESA_CALLBACK_URL', shell: old, file: url },
      location: { file: '.env', line: 1, column: 1 },
      excerpt: { text: `MPESA_CALLBACK_URL=${url}`, caret: { column: 1, length: 18 } },
      fix: { command: 'unset MPESA_CALLBACK_URL' },
    })
  })

  it('overrules nothing where the app puts the file first, by the loader that is judged', async () => {
    const shell = { MPESA_CALLBACK_URL: old }
    const overridesShell = { name: 'dotenv', file: 'server.js', because: 'lets the file go before the shell' } as const
    expect(outline(await runCheckOn(notShadowedByShell, { files, shell, stack: { overridesShell } }))).toBe('pass')
    const named = { files, shell, loaders: ['node'], stack: { overridesShell } } as const
    expect(outline(await runCheckOn(notShadowedByShell, named))).toBe('fail error env/shadowed-by-shell')
  })

  it('overrules the file also with nothing', async () => {
    expect(outline(await runCheckOn(notShadowedByShell, { files, shell: { MPESA_CALLBACK_URL: '' } }))).toBe(
      'fail error env/shadowed-by-shell',
    )
  })

  it('shows nothing of a secret', async () => {
    const finding = only(await runCheckOn(notShadowedByShell, { files, shell: { MPESA_CONSUMER_KEY: otherKey } }))
    expect(finding.evidence).toEqual({ variable: 'MPESA_CONSUMER_KEY', shellLength: 32, fileLength: 32 })
    expect(JSON.stringify(finding)).not.toMatch(new RegExp(`${key}|${otherKey}`))
  })

  it.each([['docker'], ['sh']] as const)('is not heard where %s reads the file', async (loader) => {
    const given = { files, shell: { MPESA_CALLBACK_URL: old }, loaders: [loader] }
    expect(outline(await runCheckOn(notShadowedByShell, given))).toBe('pass')
  })

  it('is judged by the names that the app has', async () => {
    const result = await runCheckOn(notShadowedByShell, {
      files: { '.env': `HOOK=${url}\n` },
      shell: { HOOK: old },
      settings: { variables: { MPESA_CALLBACK_URL: 'HOOK' } },
    })
    expect(outline(result)).toBe('fail error env/shadowed-by-shell')
  })
})

describe('a file of higher priority', () => {
  const judge = async (low: string, high: string) =>
    runCheckOn(notShadowedByFile, { files: { '.env': low, '.env.local': high }, envFiles: ['.env', '.env.local'] })

  it('is no trouble with the same values, or with others', async () => {
    expect(outline(await judge(envText(), envText()))).toBe('pass')
    expect(outline(await judge(envText({ DEBUG: '1' }), 'DEBUG=2\nMPESA_SHORTCODE=174379\n'))).toBe('pass')
    expect(outline(await runCheckOn(notShadowedByFile, { files: { '.env': envText() } }))).toBe('pass')
  })

  it('wins with a different value', async () => {
    const finding = only(await judge(envText(), `A=1\nMPESA_CALLBACK_URL=${old}\n`))
    expect(finding).toMatchObject({
      code: 'env/shadowed-by-file',
      severity: 'error',
      evidence: { variable: 'MPESA_CALLBACK_URL', file: '.env', winner: '.env.local' },
      location: { file: '.env', line: 1 },
    })
    expect(finding.message).toContain('.env.local:2')
  })

  it.each([['MPESA_PASSKEY=\n'], ['MPESA_PASSKEY=your-passkey\n'], ['MPESA_PASSKEY=""\n']])(
    'may fill in what stands in the lower one: %j',
    async (low) => {
      expect(outline(await judge(low, `MPESA_PASSKEY=${key}\n`))).toBe('pass info env/shadowed-by-file')
    },
  )

  it('may do so if the user named the files in this order', async () => {
    const files = { '.env': envText(), '.env.local': `MPESA_CALLBACK_URL=${old}\n` }
    const given = { files, envFiles: ['.env', '.env.local'], envFilesNamed: true }
    expect(outline(await runCheckOn(notShadowedByFile, given))).toBe('pass info env/shadowed-by-file')
  })

  it('may empty what the lower one has, which is an error', async () => {
    expect(outline(await judge(`MPESA_PASSKEY=${key}\n`, 'MPESA_PASSKEY=\n'))).toBe('fail error env/shadowed-by-file')
  })

  it('shows nothing of a secret', async () => {
    const finding = only(await judge(`MPESA_PASSKEY=${key}\n`, `MPESA_PASSKEY=${otherKey}\n`))
    expect(JSON.stringify(finding)).not.toMatch(new RegExp(`${key}|${otherKey}`))
    expect(finding.excerpt?.text).toBe(`MPESA_PASSKEY=${'•'.repeat(32)}`)
  })
})

describe('a compose file', () => {
  const judge = async (compose: string, name = 'docker-compose.yml') =>
    runCheckOn(notShadowedByCompose, { files: { '.env': envText({ MPESA_PASSKEY: key }), [name]: compose } })

  it('is not looked for where there is none', async () => {
    expect(outline(await runCheckOn(notShadowedByCompose, { files: { '.env': envText() } }))).toBe(
      'skip not-applicable',
    )
  })

  it.each([
    ['only names the env file', 'services:\n  web:\n    env_file: .env\n'],
    ['hands the variable on', 'services:\n  web:\n    environment:\n      - MPESA_CALLBACK_URL\n'],
    ['hands it on as a map', 'services:\n  web:\n    environment:\n      MPESA_CALLBACK_URL:\n'],
    ['fills it in', `services:\n  web:\n    environment:\n      MPESA_CALLBACK_URL: \${MPESA_CALLBACK_URL}\n`],
    [
      'fills it in with a default',
      `services:\n  web:\n    environment:\n      - MPESA_CALLBACK_URL=\${MPESA_CALLBACK_URL:-x}\n`,
    ],
    ['sets something else', `services:\n  web:\n    environment:\n      DEBUG: "1"\n`],
    ['names it as a label', `services:\n  web:\n    labels:\n      MPESA_CALLBACK_URL: ${old}\n`],
    ['has it in a comment', `services:\n  web:\n    environment:\n      A: b\n      # MPESA_CALLBACK_URL: ${old}\n`],
  ])('is no trouble if it %s', async (_, compose) => {
    expect(outline(await judge(compose))).toBe('pass')
  })

  it.each([
    ['a map', `services:\n  web:\n    environment:\n      A: b\n      MPESA_CALLBACK_URL: ${old}\n`, 5],
    ['a list', `services:\n  web:\n    environment:\n      - A=b\n      - MPESA_CALLBACK_URL=${old}\n`, 5],
    ['a quoted list', `services:\n  web:\n    environment:\n      - "MPESA_CALLBACK_URL=${old}"\n`, 4],
    ['a flow map', `services:\n  web: {environment: {MPESA_CALLBACK_URL: "${old}"}}\n`, 2],
    ['an anchor', `x-env: &env\n  MPESA_CALLBACK_URL: ${old}\nservices:\n  web:\n    environment: *env\n`, 2],
    [
      'a merge',
      `x-env: &env\n  MPESA_CALLBACK_URL: ${old}\nservices:\n  web:\n    environment:\n      <<: *env\n      A: b\n`,
      2,
    ],
    [
      'a file that is no YAML',
      `services:\n  web:\n    environment:\n      MPESA_CALLBACK_URL: ${old}\n    bad: [\n`,
      4,
    ],
    ['a list that is no YAML', `services:\n  web:\n    environment:\n    - MPESA_CALLBACK_URL=${old}\n    bad: [\n`, 4],
    [
      'a tab that is no YAML',
      `services:\n  web:\n    environment:\n      MPESA_CALLBACK_URL: '${old}' # old\n\tx: y\n`,
      4,
    ],
  ])('overrules the env file by %s', async (_, compose, line) => {
    const finding = only(await judge(compose))
    expect(finding).toMatchObject({
      code: 'env/shadowed-by-compose',
      severity: 'warning',
      location: { file: 'docker-compose.yml', line },
      evidence: { variable: 'MPESA_CALLBACK_URL', same: false },
    })
    expect(finding.message).toContain(old)
  })

  it.each([
    ['a map', `      MPESA_CALLBACK_URL: ${old}\n`, `\`MPESA_CALLBACK_URL: \${MPESA_CALLBACK_URL}\``],
    ['a list', `      - MPESA_CALLBACK_URL=${old}\n`, `\`- MPESA_CALLBACK_URL=\${MPESA_CALLBACK_URL}\``],
    [
      'a list that is no YAML',
      `      - A=b\n      - MPESA_CALLBACK_URL=${old}\n    bad: [\n`,
      '`- MPESA_CALLBACK_URL=',
    ],
  ])('is told how to hand it on, in the form of %s', async (_, lines, form) => {
    const finding = only(await judge(`services:\n  web:\n    environment:\n${lines}`))
    expect(finding.fix?.summary).toContain(form)
  })

  it('may be one of another deployment', async () => {
    const text = `services:\n  web:\n    environment:\n      MPESA_CALLBACK_URL: https://live-duka.co.ke/callback\n`
    expect(outline(await judge(text, 'docker-compose.prod.yml'))).toBe('pass info env/shadowed-by-compose')
  })

  it('repeats the same value', async () => {
    const finding = only(await judge(`services: {w: {environment: [MPESA_CALLBACK_URL=${url}]}}\n`, 'compose.yaml'))
    expect(finding).toMatchObject({ severity: 'warning', evidence: { same: true, file: 'compose.yaml' } })
  })

  it('shows nothing of a secret', async () => {
    const finding = only(await judge(`services:\n  w:\n    environment:\n      MPESA_PASSKEY: ${otherKey}\n`))
    expect(JSON.stringify(finding)).not.toContain(otherKey)
  })
})
