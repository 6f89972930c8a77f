import { describe, expect, it } from 'vitest'
import { envFileLayer } from '../../src/cli/env-file-layer.ts'
import type { EnvEntry, EnvValues } from '../../src/probes/env-values.ts'

function appUrlOf(variables: Readonly<Record<string, string>>): string | undefined {
  const names = Object.keys(variables)
  const values: EnvValues = {
    files: [],
    loaders: [],
    isGuess: false,
    ignoresCase: false,
    isOpen: () => false,
    names,
    get(key): EnvEntry | undefined {
      const value = variables[key]
      return value === undefined ? undefined : { key, value, origin: { kind: 'env-file', file: '.env', line: 1, key } }
    },
  }
  return envFileLayer(values, {})('appUrl')?.value
}

describe('where the env file says that the app listens', () => {
  it.each([
    ['1', 1],
    ['9', 9],
    ['80', 80],
    ['1023', 1023],
    ['5000', 5000],
    [' 65535 ', 65_535],
  ])('PORT=%s', (value, port) => {
    expect(appUrlOf({ PORT: value })).toBe(`http://127.0.0.1:${port}`)
    expect(appUrlOf({ APP_URL: `http://localhost:${value.trim()}/` })).toBe(`http://127.0.0.1:${port}`)
  })

  it.each(['', '0', '00', '65536', '99999', '123456', '-1', '80a', '1e3', '/run/app.sock'])(
    'is nowhere with PORT=%j',
    (value) => {
      expect(appUrlOf({ PORT: value })).toBeUndefined()
      expect(appUrlOf({ APP_URL: `http://localhost:${value}` })).toBeUndefined()
    },
  )
})
