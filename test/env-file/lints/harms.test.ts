import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import { parseDocument } from '../../../src/env-file/document.ts'
import { findHarms } from '../../../src/env-file/lints/harms.ts'
import { loaders } from '../../../src/env-file/loaders/index.ts'

/** "line code: effects" of each harm; every variable of the text counts as ours. */
function harmsOf(text: string, ...names: readonly LoaderName[]): readonly string[] {
  const bytes = new TextEncoder().encode(text)
  const document = parseDocument(bytes)
  const inUse = names.map((name) => loaders[name])
  const surroundings = () => ({ variables: {}, nodeMajor: 20 })
  return findHarms({
    document,
    loaders: inUse,
    ours: document.segments.filter((segment) => segment.kind === 'assignment'),
    surroundings,
    whole: (name) => loaders[name].read(bytes, surroundings()),
  }).map(({ code, segment, rejectedBy, lostBy, swallowed }) =>
    [
      `${segment.line} ${code}:`,
      ...rejectedBy.map(({ loader }) => `${loader} rejects`),
      ...lostBy.map((loader) => `${loader} loses`),
      ...swallowed.map(({ loader, keys }) => `${loader} swallows ${keys.join(',')}`),
    ].join(' '),
  )
}

describe('harm', () => {
  it.each<[string, readonly LoaderName[], readonly string[]]>([
    ['A=1\nB=2\n', ['docker', 'phpdotenv', 'sh'], []],
    ['A=1\nA = 2\n', ['sh', 'django-environ'], []],
    ['my-key = 2\n', ['phpdotenv'], ['1 env/bad-key: phpdotenv rejects']],
    ['my-key=a b\n', ['phpdotenv'], ['1 env/unquoted-space: phpdotenv rejects']],
    ['A=1\nB = 2\n', ['docker', 'django-environ'], ['2 env/whitespace: docker rejects django-environ loses']],
    ['A=x y\nB=2\n', ['phpdotenv', 'dotenv'], ['1 env/unquoted-space: phpdotenv rejects']],
    ['export NAME=x y\n', ['phpdotenv'], ['1 env/unquoted-space: phpdotenv rejects']],
    ['export A=x y\n', ['docker'], ['1 env/export-prefix: docker rejects']],
    [
      'A = x y\n',
      ['docker', 'phpdotenv'],
      ['1 env/whitespace: docker rejects', '1 env/unquoted-space: phpdotenv rejects'],
    ],
    ['A: 1\n', ['docker', 'python-dotenv'], ['1 env/colon-separator: docker rejects python-dotenv loses']],
    ['; x\nA=1\n', ['docker'], ['1 env/foreign-comment: docker rejects']],
    ['some words\nA=1\n', ['phpdotenv'], ['1 env/junk-line: phpdotenv rejects']],
    ['my-key=1\nA=1\n', ['phpdotenv'], ['1 env/bad-key: phpdotenv rejects']],
    ['DEBUG\nA=1\nB=2\n', ['node'], ['1 env/no-value: node swallows A']],
    ['A="x\nB=1\nC=2\n', ['phpdotenv'], ['1 env/unterminated-quote: phpdotenv loses phpdotenv swallows B,C']],
  ])('of %j for %j', (text, names, expected) => {
    expect(harmsOf(text, ...names)).toEqual(expected)
  })
})
