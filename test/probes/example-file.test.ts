import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../src/probes/example-file.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { projectFacts } from '../helpers/project-facts.ts'

async function look(files: Readonly<Record<string, string>>) {
  const base = fakePorts()
  return exampleFile.run({
    ports: {
      ...base,
      files: {
        ...base.files,
        read: async (path) => {
          const text = files[path.replace('/nowhere/', '')]
          return text === undefined ? { kind: 'missing' } : { kind: 'read', bytes: new TextEncoder().encode(text) }
        },
      },
    },
    project: projectFacts(),
    settings: { get: () => undefined },
    signal: new AbortController().signal,
    observe: () => Promise.reject(new Error('no other probe is needed')),
    defer: () => undefined,
  })
}

describe('the example of the env file', () => {
  it.each(['.env.example', '.env.sample', '.env.dist', 'env.example'])('may be called %s', async (name) => {
    const example = await look({ [name]: 'A="1"\n' })
    expect(example).toMatchObject({ available: true, value: { path: name } })
    expect(example.available && example.value.values.get('A')).toBe('1')
  })

  it('is the first of several', async () => {
    expect(await look({ 'env.example': 'A=1', '.env.sample': 'A=2' })).toMatchObject({ value: { path: '.env.sample' } })
  })

  it('need not be there', async () => {
    expect(await look({})).toMatchObject({ available: false, kind: 'not-applicable' })
  })
})
