import { describe, expect, it } from 'vitest'
import { codesIn, envFile, healthyVariables, makeProject, runCli } from '../../helpers/run-cli.ts'

type Overrides = Readonly<Record<string, string | undefined>>

interface Found {
  readonly code: string
  readonly message: string
  readonly evidence: { readonly variable?: string; readonly variables?: readonly string[]; readonly length?: number }
  readonly location?: { readonly line: number }
  readonly fix?: { readonly code?: string }
}

async function check(overrides: Overrides, ...argv: readonly string[]) {
  const cwd = makeProject({ '.env': envFile(overrides) })
  const { stdout, exitCode } = await runCli(['check-env', '--json', '--only', 'credentials', ...argv], { cwd })
  const { checks } = JSON.parse(stdout) as { checks: readonly { findings: readonly Found[] }[] }
  const findings = checks.flatMap((result) => result.findings)
  return { stdout, exitCode, codes: codesIn(stdout), of: (code: string) => findings.filter((one) => one.code === code) }
}

const { MPESA_CONSUMER_KEY: key, MPESA_CONSUMER_SECRET: secret } = healthyVariables
const password = 'Inv3nted!Passw0rd'

describe('credentials/swapped', () => {
  it.each<[overrides: Overrides, right: string, wrong: string]>([
    [{ MPESA_CONSUMER_KEY: '174379' }, 'MPESA_SHORTCODE', 'MPESA_CONSUMER_KEY'],
    [{ MPESA_PASSKEY: healthyVariables.MPESA_CALLBACK_URL }, 'MPESA_CALLBACK_URL', 'MPESA_PASSKEY'],
    [{ MPESA_CALLBACK_URL: secret }, 'MPESA_CONSUMER_SECRET', 'MPESA_CALLBACK_URL'],
    [{ MPESA_SHORTCODE: healthyVariables.MPESA_PASSKEY }, 'MPESA_PASSKEY', 'MPESA_SHORTCODE'],
    [{ MPESA_CONSUMER_SECRET: key }, 'MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET'],
    [{ MPESA_CONSUMER_SECRET: ` ${key} ` }, 'MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET'],
    [
      { MPESA_INITIATOR_NAME: password, MPESA_INITIATOR_PASSWORD: password },
      'MPESA_INITIATOR_NAME',
      'MPESA_INITIATOR_PASSWORD',
    ],
    [{ MPESA_TRANSACTION_TYPE: key }, 'MPESA_CONSUMER_KEY', 'MPESA_TRANSACTION_TYPE'],
  ])('%j: %s stands in %s', async (overrides, right, wrong) => {
    const { of, exitCode, stdout } = await check(overrides)
    const [finding, ...others] = of('credentials/swapped')
    expect(others).toEqual([])
    expect(finding?.evidence.variables).toEqual([right, wrong])
    expect(finding?.location?.line).toBe(
      [...envFile(overrides).split('\n')].findIndex((line) => line.startsWith(`${wrong}=`)) + 1,
    )
    expect(exitCode).toBe(1)
    for (const value of [key, secret, password]) expect(stdout).not.toContain(value)
  })

  it.each<[Overrides]>([
    [{}],
    [{ MPESA_TILL_NUMBER: '174379' }],
    [
      {
        MPESA_RESULT_URL: healthyVariables.MPESA_CALLBACK_URL,
        MPESA_TIMEOUT_URL: healthyVariables.MPESA_CALLBACK_URL,
        MPESA_C2B_CONFIRMATION_URL: healthyVariables.MPESA_CALLBACK_URL,
        MPESA_C2B_VALIDATION_URL: healthyVariables.MPESA_CALLBACK_URL,
      },
    ],
    [{ MPESA_INITIATOR_PASSWORD: '', MPESA_SECURITY_CREDENTIAL: '' }],
    [{ MPESA_INITIATOR_PASSWORD: 'changeme', MPESA_CONSUMER_SECRET: 'changeme' }],
  ])('%j may be', async (overrides) => {
    expect((await check(overrides)).of('credentials/swapped')).toEqual([])
  })
})

describe('credentials/shape', () => {
  it.each<[variable: string, value: string, meant: string | undefined]>([
    ['MPESA_TRANSACTION_TYPE', 'PayBill', 'CustomerPayBillOnline'],
    ['MPESA_TRANSACTION_TYPE', 'customerBuyGoodsOnline', 'CustomerBuyGoodsOnline'],
    ['MPESA_TRANSACTION_TYPE', 'B2C', undefined],
    ['MPESA_C2B_RESPONSE_TYPE', 'completed', 'Completed'],
    ['MPESA_C2B_RESPONSE_TYPE', 'canceled', 'Cancelled'],
  ])('%s=%s is none of the words that Daraja knows', async (variable, value, meant) => {
    const { of, exitCode } = await check({ [variable]: value })
    expect(of('credentials/shape')).toMatchObject([
      {
        evidence: { variable },
        fix: meant === undefined ? { summary: expect.any(String) } : { code: `${variable}=${meant}` },
      },
    ])
    expect(exitCode).toBe(1)
  })

  it.each<[Overrides]>([
    [{ MPESA_TRANSACTION_TYPE: 'CustomerPayBillOnline', MPESA_C2B_RESPONSE_TYPE: 'Completed' }],
    [{ MPESA_C2B_RESPONSE_TYPE: 'Cancelled', MPESA_TRANSACTION_TYPE: '' }],
  ])('%j may be', async (overrides) => expect((await check(overrides)).codes).toEqual([]))

  it.each([
    ['MPESA_CONSUMER_KEY', 'aB3'],
    ['MPESA_CONSUMER_SECRET', 'aB3dE5gH7jK9mN1'],
    ['MPESA_PASSKEY', 'a1b2c3'],
  ])('%s=%s is too short to be one', async (variable, value) => {
    const { of } = await check({ [variable]: value })
    expect(of('credentials/shape')).toMatchObject([{ evidence: { variable, length: value.length } }])
  })

  it('counts one character as one', async () => {
    const [finding] = (await check({ MPESA_SHORTCODE: '1' })).of('credentials/shape')
    expect(finding?.message).toContain('(1 character)')
    expect(finding?.message).not.toContain('digits;')
  })
})

describe('credentials/till-as-shortcode', () => {
  it('says nothing of a type that is none: that has a finding of its own', async () => {
    const { codes } = await check({ MPESA_TRANSACTION_TYPE: 'PayBill', MPESA_TILL_NUMBER: '5123456' })
    expect(codes).toEqual(['credentials/shape'])
  })

  it('warns of a till that is never used', async () => {
    const { codes } = await check({
      MPESA_TRANSACTION_TYPE: 'CustomerPayBillOnline',
      MPESA_TILL_NUMBER: '5123456',
    })
    expect(codes).toEqual(['credentials/till-as-shortcode'])
  })
})
