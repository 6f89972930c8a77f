import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../src/core/loader-name.ts'
import type { FrameworkName } from '../../src/core/stack.ts'
import { readEnvValues } from '../../src/probes/env-values.ts'
import { projectFacts } from '../helpers/project-facts.ts'

/** What each file sets by itself, the files in rising priority. */
function readFiles(
  loader: LoaderName,
  files: Readonly<Record<string, string>>,
  frameworks: readonly FrameworkName[] = [],
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const facts = projectFacts({
    loaders: [loader],
    envFiles: Object.entries(files).map(([path, text]) => ({
      path,
      absolutePath: `/nowhere/${path}`,
      content: { kind: 'read', bytes: new TextEncoder().encode(text) },
    })),
  })
  const values = readEnvValues({
    ...facts,
    stack: { ...facts.stack, frameworks: frameworks.map((name) => ({ name, file: 'x', because: 'x' })) },
  })
  return Object.fromEntries(
    values.files.map(({ file, read }) => {
      const reading = read(loader)
      const variables = reading.kind === 'read' ? [...reading.variables] : []
      return [
        file.path,
        Object.fromEntries(variables.map(([key, found]) => [key, found.kind === 'value' ? found.value : '?'])),
      ]
    }),
  )
}

const ref = (name: string): string => `\${${name}}`

describe('references in one of several env files reach', () => {
  const local = `BASE=new\nA=${ref('LOW')}/a\nB=${ref('BASE')}/b\nHI=${ref('BASE')}/hi\n`
  const base = `BASE=old\nLOW=low\nC=${ref('BASE')}/c\nD=${ref('HI')}/d\nK=${ref('BASE:-none')}/k\nOWN=${ref('LOW')}/own\n`

  it.each<[LoaderName]>([['next'], ['bun'], ['dotenvx']])(
    'with %s those of higher priority, which go before the lines of the file',
    (loader) => {
      expect(readFiles(loader, { '.env': base, '.env.local': local })).toEqual({
        '.env': { BASE: 'old', LOW: 'low', C: 'new/c', D: 'new/hi/d', K: 'new/k', OWN: 'low/own' },
        '.env.local': { BASE: 'new', A: '/a', B: 'new/b', HI: 'new/hi' },
      })
    },
  )

  it('through as many files as there are', () => {
    const files = { '.env': `C=${ref('B')}3\n`, '.env.development': `B=${ref('A')}2\n`, '.env.local': 'A=1\n' }
    expect(readFiles('next', files)['.env']).toEqual({ C: '123' })
  })

  it('with flask none', () => {
    const files = { '.flaskenv': `A=1\nX=${ref('B')}x\n`, '.env': `B=2\nY=${ref('A')}y\n` }
    const alone = { '.flaskenv': { A: '1', X: 'x' }, '.env': { B: '2', Y: 'y' } }
    expect(readFiles('python-dotenv', files, ['Flask'])).toEqual(alone)
    expect(readFiles('python-dotenv', files)['.env']).toEqual({ B: '2', Y: '1y' })
  })

  it('in a shell those that were read before', () => {
    const files = { '.env': `A=1\nX=${ref('B')}x\n`, '.env.local': `B=2\nY=${ref('A')}y\n` }
    expect(readFiles('sh', files)).toMatchObject({ '.env': { X: 'x' }, '.env.local': { Y: '1y' } })
  })

  it('with dotenv-expand all', () => {
    const files = { '.env': `A=1\nX=${ref('B')}x\n`, '.env.local': `B=2\nY=${ref('A')}y\n` }
    expect(readFiles('dotenv-expand', files)).toMatchObject({ '.env': { X: '2x' }, '.env.local': { Y: '1y' } })
  })
})
