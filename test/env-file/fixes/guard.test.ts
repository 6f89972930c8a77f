import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import { decodeText } from '../../../src/env-file/bytes.ts'
import type { Reader } from '../../../src/env-file/fixes/fix.ts'
import { findHarm, type Purpose } from '../../../src/env-file/fixes/guard.ts'
import { planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import type { Readings } from '../../../src/env-file/fixes/readings.ts'
import type { FileReading, Reading } from '../../../src/env-file/loader.ts'
import { text, utf8 } from '../env-text.ts'
import { fixUse, readersOf } from './fix-use.ts'

type Shown = Readonly<Record<string, string | null>> | 'rejected'

function fileOf(shown: Shown): FileReading {
  if (shown === 'rejected') return { kind: 'rejected', reason: 'a test says so' }
  const read = ([key, value]: [string, string | null]): [string, Reading] => [
    key,
    value === null ? { kind: 'null' } : { kind: 'value', value },
  ]
  return { kind: 'read', variables: new Map(Object.entries(shown).map(read)) }
}

function readings(shown: Partial<Record<LoaderName, Shown>>): Readings {
  return new Map(Object.entries(shown).map(([name, file]) => [name as LoaderName, fileOf(file)]))
}

const forK: Purpose = { intended: new Map([['K', new Set(['v'])]]), isReencoding: false, repeated: new Set() }
const reencoding: Purpose = { intended: new Map(), isReencoding: true, repeated: new Set() }

describe('findHarm finds none where', () => {
  it.each<[what: string, before: Partial<Record<LoaderName, Shown>>, after: Partial<Record<LoaderName, Shown>>]>([
    ['nothing changes', { docker: { K: 'x', A: '1' } }, { docker: { K: 'x', A: '1' } }],
    ['the variable becomes what is intended', { docker: { K: ' v' } }, { docker: { K: 'v' } }],
    ['one loader did not mind', { docker: { K: ' v' }, bun: { K: 'w' } }, { docker: { K: 'v' }, bun: { K: 'w' } }],
    ['the file is read at last', { docker: 'rejected' }, { docker: { K: 'v', A: '1', B: null } }],
    [
      'it is read as another reads it',
      { docker: 'rejected', bun: { A: '1' } },
      { docker: { A: '1' }, bun: { A: '1' } },
    ],
    ['the file stays rejected', { docker: 'rejected', bun: { K: 'v' } }, { docker: 'rejected', bun: { K: 'v' } }],
    ['a name disappears that nobody asks for', { docker: { '; A': '1' } }, { docker: {} }],
  ])('%s', (_, before, after) => {
    expect(findHarm(readings(before), readings(after), forK)).toBeNull()
  })

  it('loaders that read nothing before disagree about a text whose encoding alone changes', () => {
    const after = readings({ docker: { A: '"v"' }, bun: { A: 'v' } })
    expect(findHarm(readings({ docker: 'rejected', bun: {} }), after, reencoding)).toBeNull()
  })
})

describe('findHarm finds it where', () => {
  it.each<[what: string, before: Partial<Record<LoaderName, Shown>>, after: Partial<Record<LoaderName, Shown>>]>([
    ['a loader rejects the file', { docker: { K: ' v' }, bun: {} }, { docker: { K: 'v' }, bun: 'rejected' }],
    ['the variable gets a third value', { docker: { K: ' v' } }, { docker: { K: '"v"' } }],
    ['the variable disappears', { docker: { K: ' v' } }, { docker: {} }],
    ['another variable changes', { docker: { K: ' v', A: '1' } }, { docker: { K: 'v', A: '2' } }],
    ['another variable disappears', { docker: { K: ' v', A: '1' } }, { docker: { K: 'v' } }],
    ['another variable becomes null', { docker: { A: '1' } }, { docker: { A: null } }],
    [
      'it is read in another way than elsewhere',
      { docker: 'rejected', bun: { A: '1' } },
      { docker: { A: '"1"' }, bun: { A: '1' } },
    ],
    [
      'two loaders read it alike at last, and wrong',
      { docker: 'rejected', bun: {}, node: { A: 'v' } },
      { docker: { A: '"v"' }, bun: { A: '"v"' }, node: { A: 'v' } },
    ],
    ['it is read in another way than intended', { docker: 'rejected' }, { docker: { K: '"v"' } }],
  ])('%s', (_, before, after) => {
    expect(findHarm(readings(before), readings(after), forK)).toMatch(/`(?:docker|bun)`/)
  })

  it('a variable changes with the encoding that a loader did read', () => {
    expect(findHarm(readings({ sh: { A: '1' } }), readings({ sh: { A: '2' } }), reencoding)).not.toBeNull()
  })
})

describe('a variable that is set twice', () => {
  const key = 'MPESA_SHORTCODE'

  it.each<[what: string, loaders: readonly LoaderName[], lines: string]>([
    ['a shell takes the first, which alone is well written', ['sh'], `${key}=1\n${key} = 2`],
    ['the last is written for another loader', ['dotenv', 'sh'], `${key}=1\n${key} = 2`],
    ['the last would be empty', ['sh'], `${key}=1\n${key} = `],
    ['the last is lost by its colon', ['python-dotenv'], `${key}=1\n${key}: 2`],
    ['the last is lost by its `export`', ['python-decouple'], `${key}=1\nexport ${key}=2`],
    ['the last has what nobody sees before its name', ['python-decouple'], `${key}=1\n\u200b${key}=2`],
    ['one value is a piece of the other', ['sh'], `${key}=12\n${key} = 2`],
  ])('keeps its value where %s', (_, loaders, lines) => {
    const file = `A=1\n${lines}\n`
    const { bytes, outcomes } = planFixes(utf8(file), fixUse(loaders))
    expect(text(bytes)).toBe(file)
    expect(outcomes.map(({ reason }) => reason !== null)).toEqual([true])
  })

  it.each<[what: string, loaders: readonly LoaderName[], before: string, after: string]>([
    ['blanks', ['docker'], `${key}=1\n${key}= 2 \n`, `${key}=1\n${key}=2\n`],
    ['quotes', ['docker'], `${key}=1\n${key}="2"\n`, `${key}=1\n${key}=2\n`],
    ['its comment', ['docker'], `${key}=1\n${key}=2 # n\n`, `${key}=1\n# n\n${key}=2\n`],
    ['what nobody sees', ['dotenv'], `${key}=1\n${key}=2\u200b\n`, `${key}=1\n${key}=2\n`],
    ['blanks around the sign, both times', ['sh'], `${key} =1\n${key} = 2\n`, `${key}=1\n${key}=2\n`],
  ])('loses %s all the same', (_, loaders, before, after) => {
    expect(text(planFixes(utf8(before), fixUse(loaders)).bytes)).toBe(after)
  })
})

describe('planFixes asks the guard about the whole file', () => {
  const file = 'A=1\nMPESA_PASSKEY = v\nMPESA_SHORTCODE =1\n'

  it('and leaves out the one change that a loader would mind', () => {
    const picky: Reader = {
      name: 'bun',
      read: (bytes) => fileOf(/^MPESA_PASSKEY=v$/m.test(decodeText(bytes)) ? 'rejected' : { A: '1' }),
    }
    const use = fixUse([], { readers: [...readersOf(['django-environ']), picky] })
    const { bytes, outcomes } = planFixes(utf8(file), use)
    expect(text(bytes)).toBe('A=1\nMPESA_PASSKEY = v\nMPESA_SHORTCODE=1\n')
    expect(outcomes.map(({ key, reason }) => [key, reason !== null])).toEqual([
      ['MPESA_PASSKEY', true],
      ['MPESA_SHORTCODE', false],
    ])
  })

  it('and sees what a change does to another line', () => {
    const counting: Reader = {
      name: 'bun',
      read: (bytes) => fileOf({ A: String(decodeText(bytes).includes('A=1\nMPESA_PASSKEY=v')) }),
    }
    const use = fixUse([], { readers: [...readersOf(['django-environ']), counting] })
    expect(text(planFixes(utf8(file), use).bytes)).toBe('A=1\nMPESA_PASSKEY = v\nMPESA_SHORTCODE=1\n')
  })
})
