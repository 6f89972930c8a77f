import { describe, expect, it } from 'vitest'
import { scanComposeEnvironment } from '../../src/compose/scan-environment.ts'
import { readComposeEnvironment } from '../../src/libraries/compose-environment.ts'

const both = [
  ['the library', (text: string) => readComposeEnvironment(text) ?? []],
  ['the line scanner', scanComposeEnvironment],
] as const

describe.each(both)('%s', (_, read) => {
  it.each([
    ['a map', 'services:\n  w:\n    environment:\n      A: b\n      C: "d e" # f\n', ['A=b:4', 'C=d e:5']],
    ['a list', 'services:\n  w:\n    environment:\n      - A=b\n      - "C=d=e"\n', ['A=b:4', 'C=d=e:5']],
    ['a list at the same depth', 'services:\n  w:\n    environment:\n    - A=b\n    image: x\n', ['A=b:4']],
    ['no values', 'services:\n  w:\n    environment:\n      A:\n      B: ~\n', ['A=null:4', 'B=null:5']],
    [
      'two services',
      'services:\n  v:\n    environment:\n      A: b\n  w:\n    environment:\n      - C\n',
      ['A=b:4', 'C=null:7'],
    ],
    ['CRLF', 'services:\r\n  w:\r\n    environment:\r\n      A: b\r\n', ['A=b:4']],
    ['an empty section', 'services:\n  w:\n    environment:\n    image: x\n', []],
    ['no file', '', []],
  ])('reads %s', (__, text, expected) => {
    expect(read(text).map(({ key, value, line }) => `${key}=${value}:${line}`)).toEqual(expected)
  })
})

describe('the library', () => {
  it('reads what refers to other parts, each once', () => {
    const text =
      'x: &x\n  A: b\nservices:\n  v:\n    environment: &e\n      <<: *x\n      C: d\n  w:\n    environment: *e\n'
    expect(readComposeEnvironment(text)?.map(({ key }) => key)).toEqual(['A', 'C'])
  })

  it('reads the form without services', () => {
    expect(readComposeEnvironment('web:\n  environment:\n    A: b\n')).toEqual([{ key: 'A', value: 'b', line: 3 }])
  })

  it('comes to an end where something refers to itself, or to very much', () => {
    expect(readComposeEnvironment('services:\n  w:\n    environment: &e\n      <<: *e\n      A: b\n')).toHaveLength(1)
    const levels = Array.from(
      { length: 30 },
      (_, index) => `x${index + 1}: &a${index + 1}\n  <<: [*a${index}, *a${index}]\n`,
    )
    const text = `x0: &a0\n  A: b\n${levels.join('')}services:\n  w:\n    environment: *a30\n`
    expect(readComposeEnvironment(text)).toEqual([{ key: 'A', value: 'b', line: 2 }])
  })

  it.each(['a: [', 'a: b: c', '\tx', '- a\nb: c'])('leaves to others what is no YAML: %j', (text) => {
    expect(readComposeEnvironment(text)).toBeUndefined()
  })
})
