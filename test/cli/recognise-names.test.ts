import { describe, expect, it } from 'vitest'
import { recogniseNames } from '../../src/cli/recognise-names.ts'
import type { SourceHit, SourcesPort } from '../../src/core/sources-port.ts'
import { readEnvValues } from '../../src/probes/env-values.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { projectFacts } from '../helpers/project-facts.ts'
import { envFile } from '../helpers/run-cli.ts'

function names(env: string, sources: SourcesPort = fakePorts().sources, configured = {}) {
  const values = readEnvValues(projectFacts({ env }))
  return recogniseNames({ values, configured, sources, folder: '/nowhere' })
}

/** Sources in which these names stand, as `file: name`. */
function sourcesWith(...found: readonly (readonly [file: string, name: string])[]): SourcesPort {
  return {
    async search({ pattern }) {
      const hits = found
        .filter(([, name]) => name.match(pattern) !== null)
        .map(([file, match]): SourceHit => ({ file, line: 7, column: 1, match, text: match }))
      return { hits, filesSearched: 1, complete: true }
    },
  }
}

const alias = envFile({ MPESA_SHORTCODE: undefined, MPESA_SHORT_CODE: '174379' })

describe('recogniseNames', () => {
  it('looks no further where every required name is there', async () => {
    expect(await names(envFile())).toBeUndefined()
  })

  it('takes a family in which nothing is missing', async () => {
    const found = await names(envFile().replaceAll('MPESA_', 'DARAJA_'))
    expect(found?.value).toMatchObject({ MPESA_PASSKEY: 'DARAJA_PASSKEY', MPESA_CALLBACK_URL: 'DARAJA_CALLBACK_URL' })
    expect(found?.origin).toMatchObject({ kind: 'detected' })
  })

  it('takes an alias that the source reads', async () => {
    const found = await names(alias, sourcesWith(['app.py', 'MPESA_SHORT_CODE']))
    expect(found?.value).toEqual({ MPESA_SHORTCODE: 'MPESA_SHORT_CODE' })
    expect(found?.origin).toEqual({ kind: 'detected', how: 'app.py:7 reads MPESA_SHORT_CODE' })
  })

  it.each([
    ['nothing reads it', []],
    ['only a text about it does', [['README.md', 'MPESA_SHORTCODE'] as const]],
    ['only an env file does', [['deploy/.env.live', 'MPESA_SHORTCODE'] as const]],
  ])('takes a usual spelling where %s', async (_, found) => {
    expect((await names(alias, sourcesWith(...found)))?.value).toEqual({ MPESA_SHORTCODE: 'MPESA_SHORT_CODE' })
  })

  it('leaves a usual spelling a near miss where the source reads our name', async () => {
    const found = [['app.py', 'MPESA_SHORT_CODE'] as const, ['shop.py', 'MPESA_SHORTCODE'] as const]
    expect(await names(alias, sourcesWith(...found))).toBeUndefined()
  })

  it('takes the abbreviation of Lipa na M-Pesa Online beside names of ours', async () => {
    const mixed = envFile({ MPESA_SHORTCODE: undefined, LNMO_SHORTCODE: '174379' })
    expect((await names(mixed, sourcesWith()))?.value).toEqual({ MPESA_SHORTCODE: 'LNMO_SHORTCODE' })
  })

  it('leaves one name of another family alone', async () => {
    const mixed = envFile({ MPESA_SHORTCODE: undefined, DARAJA_SHORTCODE: '174379' })
    expect(await names(mixed, sourcesWith())).toBeUndefined()
  })

  it('leaves a slip of the keyboard alone', async () => {
    expect(await names(envFile({ MPESA_SHORTCODE: undefined, MPESA_SHORTCOED: '174379' }))).toBeUndefined()
  })

  it('does not ask where the config names it', async () => {
    expect(await names(alias, undefined, { MPESA_SHORTCODE: 'MPESA_SHORT_CODE' })).toBeUndefined()
  })
})
