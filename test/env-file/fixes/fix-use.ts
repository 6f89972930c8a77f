import type { LoaderName } from '../../../src/core/loader-name.ts'
import { findVariable } from '../../../src/daraja/variables.ts'
import type { FixUse, Reader } from '../../../src/env-file/fixes/fix.ts'
import { loaders } from '../../../src/env-file/loaders/index.ts'

/** Loaders bound to an empty process. */
export function readersOf(names: readonly LoaderName[]): readonly Reader[] {
  return names.flatMap((name) => {
    const loader = loaders[name]
    const surroundings = { variables: {}, nodeMajor: 20 }
    return loader === undefined ? [] : [{ name, read: (bytes) => loader.read(bytes, surroundings) }]
  })
}

export function fixUse(names: readonly LoaderName[], overrides: Partial<FixUse> = {}): FixUse {
  return {
    readers: readersOf(names),
    isWanted: () => true,
    isOurs: (key) => findVariable(key) !== undefined,
    isStrict: (key) => (findVariable(key)?.kind ?? 'initiator') !== 'initiator',
    isFreeSecret: (key) => findVariable(key)?.kind === 'password',
    ...overrides,
  }
}
