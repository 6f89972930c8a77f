import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import { planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import { text, utf8 } from '../env-text.ts'
import { fixUse } from './fix-use.ts'

const URL_KEY = 'MPESA_CALLBACK_URL'
const SECRET = 'MPESA_PASSKEY'
const NAME = 'MPESA_INITIATOR_NAME'
const PASSWORD = 'MPESA_INITIATOR_PASSWORD'

function fix(file: string | Uint8Array, loaders: readonly LoaderName[]) {
  const plan = planFixes(typeof file === 'string' ? utf8(file) : file, fixUse(loaders))
  return {
    result: text(plan.bytes),
    applied: plan.outcomes.filter(({ reason }) => reason === null).map(({ code }) => code),
    refused: plan.outcomes.filter(({ reason }) => reason !== null).map(({ code }) => code),
    ...plan,
  }
}

describe('planFixes', () => {
  it.each<[code: string, loaders: readonly LoaderName[], file: string, result: string]>([
    ['env/whitespace', ['django-environ'], `${SECRET} = v\nZ=1\n`, `${SECRET}=v\nZ=1\n`],
    ['env/whitespace', ['django-environ'], `\t ${SECRET}=v`, `${SECRET}=v`],
    [
      'env/whitespace',
      ['docker'],
      `${URL_KEY}=https://a.dev/cb \t\r\nZ=1\r\n`,
      `${URL_KEY}=https://a.dev/cb\r\nZ=1\r\n`,
    ],
    ['env/whitespace', ['dotenv'], `${SECRET}="  v "\n`, `${SECRET}="v"\n`],
    ['env/whitespace', ['phpdotenv', 'sh'], `${SECRET}= 'v'\n`, `${SECRET}='v'\n`],
    ['env/quotes-kept', ['docker'], `${URL_KEY}="https://a.dev/cb?x=1&y=2"\n`, `${URL_KEY}=https://a.dev/cb?x=1&y=2\n`],
    ['env/quotes-kept', ['docker', 'dotenv'], `${SECRET}=''\n`, `${SECRET}=\n`],
    ['env/inline-comment', ['python-decouple'], `A=1\n  ${SECRET}=v # note\nZ=1`, `A=1\n# note\n  ${SECRET}=v\nZ=1`],
    ['env/inline-comment', ['docker'], `A=1\r\n${SECRET}=v #`, `A=1\r\n#\r\n${SECRET}=v`],
    ['env/inline-comment', ['docker'], `${SECRET}= # note\n`, `# note\n${SECRET}=\n`],
    ['env/export-prefix', ['docker'], `export A=1\nexport  ${SECRET}=v\n`, `A=1\n${SECRET}=v\n`],
    ['env/export-prefix', ['dotenv', 'python-decouple'], `export ${SECRET}=v\n`, `${SECRET}=v\n`],
    ['env/colon-separator', ['dotenv'], `${SECRET}:  v\n`, `${SECRET}=v\n`],
    ['env/colon-separator', ['dotenv', 'python-dotenv'], `${SECRET}: v\rZ=1\r`, `${SECRET}=v\rZ=1\r`],
    ['env/foreign-comment', ['phpdotenv'], `  ;; note\n// K=v\nZ=1\n`, `  # note\n# K=v\nZ=1\n`],
    [
      'env/invisible-character',
      ['dotenv'],
      `${URL_KEY}=\u200bhttps://a.dev/\u00a0cb\u2060\n`,
      `${URL_KEY}=https://a.dev/cb\n`,
    ],
    ['env/invisible-character', ['dotenv'], `${NAME}="\u00a0 é\u00a0e \u00a0"`, `${NAME}="é\u00a0e"`],
    ['env/invisible-character', ['dotenv'], `A=1\n\ufeff${SECRET}=v\n`, `A=1\n${SECRET}=v\n`],
    ['env/invisible-character', ['docker'], `\u00a0 ${SECRET}\u00a0 = v\n`, `${SECRET}=v\n`],
    ['env/bom', ['node'], `\ufeff${SECRET}=v\nZ=1`, `${SECRET}=v\nZ=1`],
    ['env/bom', ['dotenv'], `\ufeffZ="a b"\n`, `Z="a b"\n`],
    ['env/unquoted-space', ['phpdotenv'], `Z="1"\nAPP=a b\n`, `Z="1"\nAPP="a b"\n`],
    ['env/unquoted-space', ['phpdotenv'], `Z='1'\nY='2'\nAPP=a b`, `Z='1'\nY='2'\nAPP='a b'`],
    ['env/unquoted-space', ['phpdotenv', 'dotenv'], `${NAME}={"a":"b c"}\n`, `${NAME}='{"a":"b c"}'\n`],
    ['env/command-substitution', ['dotenv', 'python-dotenv'], `${SECRET}=\`v\`\n`, `${SECRET}=v\n`],
    ['env/command-substitution', ['sh'], `${SECRET}=\`v\` # c\n`, `${SECRET}=v # c\n`],
  ])('%s for %j turns %j into %j', (code, loaders, file, result) => {
    const fixed = fix(file, loaders)
    expect(fixed.result).toBe(result)
    expect(new Set(fixed.applied)).toEqual(new Set([code]))
    expect(fixed.refused).toEqual([])
  })

  it.each<[why: string, loaders: readonly LoaderName[], file: string]>([
    ['no loader in use keeps the blanks', ['dotenv', 'phpdotenv'], `${SECRET} = v \n`],
    ['no loader in use keeps the quotes', ['dotenv'], `${SECRET}="v"\n`],
    ['no loader in use keeps the comment', ['dotenv', 'python-dotenv'], `${SECRET}=v # note\n`],
    ['another app’s variable is in nobody’s way', ['django-environ', 'docker'], `OTHER="v" \n OTHER2=v\n`],
    ['blanks in quotes are another app’s affair', ['dotenv'], `OTHER=" v "\n`],
    ['typographic quotes in the middle may be meant', ['dotenv'], `${NAME}=the “best” shop\u00a0here\n`],
    ['typographic quotes stand around a value', ['dotenv', 'docker', 'sh'], `${SECRET}=“v”\n`],
    ['joiners are part of some scripts', ['dotenv'], `${NAME}=a\u200db\n`],
    ['nothing is certain behind a quote that never closes', ['docker'], `${SECRET}="v \n`],
    [
      'no loader in use minds `export`',
      ['dotenv', 'python-dotenv', 'phpdotenv'],
      `export ${SECRET}=v\nexport OTHER=1\n`,
    ],
    ['no loader in use minds a blank in a value', ['dotenv', 'python-dotenv'], `${NAME}=a b\n`],
    ['a mark at the start of a file without keys loses nothing', ['dotenv', 'docker'], `\ufeff# note\n`],
    ['a row of dashes is no comment', ['phpdotenv'], `----\nA=1\n`],
    [
      'it is not known what is meant by `$`, `#` and commands',
      ['dotenv-expand', 'node'],
      `${SECRET}=a$b#c\nA=$(date)\n`,
    ],
  ])('changes nothing where %s', (_, loaders, file) => {
    const fixed = fix(file, loaders)
    expect(fixed.result).toBe(file)
    expect(fixed.outcomes).toEqual([])
  })

  it.each<[code: string, reason: RegExp, loaders: readonly LoaderName[], file: string]>([
    ['env/whitespace', /may be meant/, ['dotenv'], `${NAME}=" v "\n`],
    ['env/quotes-kept', /a space/, ['docker'], `${NAME}="a b"\n`],
    ['env/quotes-kept', /`#`/, ['docker'], `${PASSWORD}="a#b"\n`],
    ['env/export-prefix', /shell/, ['docker', 'sh'], `export ${SECRET}=v\n`],
    ['env/unquoted-space', /docker/, ['phpdotenv', 'docker'], `${NAME}=a b\n`],
    ['env/inline-comment', /part of the secret/, ['docker'], `${PASSWORD}=ab #cd\n`],
    ['env/command-substitution', /shell/, ['dotenv', 'sh'], `${NAME}=\`date\`\n`],
    ['env/whitespace', /docker/, ['dotenv', 'docker'], `${NAME} = "a b"\n`],
    ['env/colon-separator', /merge/, ['dotenv'], `<<<<<<< HEAD\n${SECRET}: v\n=======\n>>>>>>> b\n`],
    ['env/colon-separator', /no text/, ['dotenv'], `${SECRET}: v\nA=\0\n`],
  ])('%s is refused, and %s said, for %j and %j', (code, reason, loaders, file) => {
    const fixed = fix(file, loaders)
    expect(fixed.result).toBe(file)
    expect(fixed.refused).toContain(code)
    expect(fixed.outcomes.find((outcome) => outcome.code === code)?.reason).toMatch(reason)
  })

  it('takes several faults of one line away that hide each other', () => {
    const { result, applied } = fix(`export ${SECRET} = "v" # note\n`, ['docker', 'phpdotenv', 'django-environ'])
    expect(result).toBe(`# note\n${SECRET}=v\n`)
    expect(applied).toEqual(['env/inline-comment', 'env/quotes-kept', 'env/whitespace', 'env/export-prefix'])
  })

  it('moves a comment that would become part of the value', () => {
    expect(fix(`${SECRET}=\`v\`#x\n`, ['phpdotenv']).result).toBe(`#x\n${SECRET}=v\n`)
  })

  it('touches lines of other variables where they make a loader refuse the file or would then be read wrong', () => {
    const { result } = fix(`export OTHER=1\nQUOTED="v"\n${SECRET} = k\nLEFT =alone\n`, ['dotenv', 'docker'])
    expect(result).toBe(`OTHER=1\nQUOTED=v\n${SECRET}=k\nLEFT=alone\n`)
    expect(fix('QUOTED="v"\nLEFT = alone\n', ['dotenv']).result).toBe('QUOTED="v"\nLEFT = alone\n')
  })

  it('leaves a file rejected rather than let a loader read a wrong value', () => {
    const { result, refused } = fix(`export A=1\nB="needs its quotes"\n`, ['dotenv', 'docker'])
    expect(result).toBe(`export A=1\nB="needs its quotes"\n`)
    expect(refused).toContain('env/export-prefix')
  })

  it.each(['utf16le', 'utf16be'])('writes %s as UTF-8 with its line ends, and goes on from there', (name) => {
    const file = `\ufeff${SECRET} = clé \r\nA="1"\r\n`
    const little = Buffer.from(file, 'utf16le')
    const bytes = new Uint8Array(name === 'utf16le' ? little : little.swap16())
    const { result, applied } = fix(bytes, ['django-environ', 'python-dotenv'])
    expect(result).toBe(`${SECRET}=clé\r\nA="1"\r\n`)
    expect(applied).toEqual(['env/not-utf8', 'env/whitespace'])
  })

  it('leaves UTF-16 alone that does not decode to its end', () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x41, 0, 0x3d, 0, 0x00, 0xd8, 0x41, 0])
    const { bytes: after, refused } = fix(bytes, ['dotenv'])
    expect(after).toBe(bytes)
    expect(refused).toEqual(['env/not-utf8'])
  })

  it('leaves Latin-1 values alone and fixes what stands beside them', () => {
    const bytes = new Uint8Array([...utf8(`${NAME}=caf`), 0xe9, 0xc2, 0xa0, 0x0a, ...utf8(`; note\n`)])
    const after = fix(bytes, ['dotenv']).bytes
    expect(Buffer.from(after).toString('latin1')).toBe(`${NAME}=caf\xe9\xc2\xa0\n# note\n`)
  })

  it('names the lines as they were, and those that are new', () => {
    const { outcomes, insertedLines } = fix(`\n${SECRET}=a # 1\n\n${URL_KEY}=b # 2\n; c\n`, ['docker'])
    expect(outcomes.map(({ line, code }) => [line, code])).toEqual([
      [2, 'env/inline-comment'],
      [4, 'env/inline-comment'],
      [5, 'env/foreign-comment'],
    ])
    expect(insertedLines).toEqual([2, 5])
  })

  it.each([
    ['env/export-prefix', `export ${SECRET}=v\n`, `${SECRET}=v\n`],
    ['env/unquoted-space', `${NAME}=a b\n`, `${NAME}="a b"\n`],
    ['env/invisible-character', `${SECRET}=\u00a0v\n`, `${SECRET}=v\n`],
    ['env/bom', `\ufeff# note\n`, `# note\n`],
  ])('does %s all the same where it is called by name', (named, file, result) => {
    const use = fixUse(['dotenv'], { isWanted: (code) => code === named, isNamed: (code) => code === named })
    expect(text(planFixes(utf8(file), use).bytes)).toBe(result)
  })

  it.each([
    ['everyday spellings', `export ${SECRET}=v\n${NAME}=a b\n`],
    ['variables of others', `APP=a b\n OTHER = v\n`],
  ])('leaves %s alone that only a loader minds of which nothing says that it is used', (_, file) => {
    const loaders: readonly LoaderName[] = ['dotenv', 'phpdotenv', 'python-decouple']
    expect(text(planFixes(utf8(file), fixUse(loaders, { isGuess: true })).bytes)).toBe(file)
    expect(text(planFixes(utf8(file), fixUse(loaders)).bytes)).not.toBe(file)
  })

  it('does only what is wanted', () => {
    const use = fixUse(['docker'], { isWanted: (code) => code === 'env/bom' })
    expect(text(planFixes(utf8(`\ufeff${SECRET}="v"\n; c\n`), use).bytes)).toBe(`${SECRET}="v"\n; c\n`)
  })
})

describe('planFixes on a file with more faults than one plan looks at', () => {
  it('does the first ones and says so, and the rest the next time', () => {
    const line = (index: number): string => `export K${index}=v # "\n`
    const file = Array.from({ length: 2_500 }, (_, index) => line(index)).join('')
    const first = planFixes(utf8(file), fixUse(['docker']))
    expect(first.isPartial).toBe(true)
    const lines = text(first.bytes).split('\n')
    expect(lines.filter((one) => one.startsWith('export'))).toHaveLength(500)
    expect(lines.at(-2)).toBe(line(2_499).trimEnd())
    const second = planFixes(first.bytes, fixUse(['docker']))
    expect(second.isPartial).toBe(false)
    expect(text(second.bytes)).not.toContain('export')
  }, 20_000)
})

describe('planFixes on a file of a megabyte', () => {
  const loaders: readonly LoaderName[] = ['dotenv', 'python-dotenv', 'phpdotenv', 'docker']
  it.each([
    ['without a fault', '# a comment\nSHOP_NAME=duka\n'],
    ['with a line of a megabyte', 'a'.repeat(1_000_000)],
    ['with blanks at the end of a long line', `${SECRET}=v${' '.repeat(1_000_000)}x`],
    ['with nothing but quotes', '"'.repeat(1_000_000)],
    ['with a thousand faults among much else', `${SECRET} = "v" # n\n${'# comment\n'.repeat(100)}`],
  ])(
    '%s ends soon',
    (_, piece) => {
      const bytes = utf8(piece.repeat(Math.max(1, Math.floor(1_048_576 / piece.length))))
      const started = performance.now()
      const plan = planFixes(bytes, fixUse(loaders))
      expect(performance.now() - started).toBeLessThan(10_000)
      expect(planFixes(plan.bytes, fixUse(loaders)).bytes).toBe(plan.bytes)
    },
    30_000,
  )
})
