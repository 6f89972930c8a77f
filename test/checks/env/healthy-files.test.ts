import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import type { FrameworkName } from '../../../src/core/stack.ts'
import { runEnvChecks } from './run-env-checks.ts'

interface HealthyFile {
  readonly file: string
  readonly loaders: readonly LoaderName[]
  readonly frameworks: readonly FrameworkName[]
  readonly guess?: boolean
}

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'healthy-env')
const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as readonly HealthyFile[]

describe('a healthy env file', () => {
  it.each(index.map((entry) => [entry.file, entry] as const))('%s is passed over in silence', async (name, entry) => {
    const { findings } = await runEnvChecks(readFileSync(join(folder, name)), entry)
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  it('is in the index, each of them', () => {
    expect(index.map(({ file }) => file).toSorted()).toEqual(
      readdirSync(folder)
        .filter((name) => name !== 'index.json')
        .toSorted(),
    )
  })
})
