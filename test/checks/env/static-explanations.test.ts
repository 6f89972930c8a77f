import { describe, expect, it } from 'vitest'
import { staticExplanations } from '../../../src/checks/static-explanations.ts'
import { concludeVerdict } from '../../../src/core/verdict.ts'
import { envFile } from '../../helpers/run-cli.ts'
import { runEnvChecks } from './run-env-checks.ts'

const text = { title: 'x', explanation: 'x' }
const rules = {
  familyOrder: ['env', 'credentials', 'url'],
  explanations: staticExplanations,
  definitions: {},
  healthy: text,
  nothingChecked: text,
}

describe('one value in the places of two variables', () => {
  it('is the cause of what it looks like in the wrong one', async () => {
    const secret = 'b7Xw2LqP9dKs4NfGt1Rz8Vm3'
    const { results, shown } = await runEnvChecks(
      envFile({ MPESA_CONSUMER_SECRET: secret, MPESA_PASSKEY: secret, MPESA_CALLBACK_URL: secret }),
    )
    for (const code of ['credentials/swapped', 'credentials/shape', 'url/malformed'])
      expect(shown).toContain(`error ${code}`)
    expect(concludeVerdict(results, rules, []).causes.map(({ code }) => code)).toEqual(['credentials/swapped'])
  })
})
