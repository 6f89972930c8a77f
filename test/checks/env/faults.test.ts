import { describe, expect, it } from 'vitest'
import { faultRows, utf8 } from './fault-rows.ts'
import { envFaults } from './run-env-checks.ts'

describe.each(Object.entries(faultRows))('%s', (_, cases) => {
  it.each(cases)('%s', async (_what, env, options, faults) => {
    expect(await envFaults(typeof env === 'string' ? utf8(env) : env, options)).toEqual(faults)
  })
})
