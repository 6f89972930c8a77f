import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import { diffTexts } from '../../../src/env-file/fixes/unified-diff.ts'
import { text, utf8 } from '../env-text.ts'
import { faultyFile } from './faulty-file.ts'
import { fixUse } from './fix-use.ts'

const names = ['.env', '.env'] as const
const same = (one: string) => ({ text: one, shown: one })

function diff(before: string, after: string, inserted: readonly number[] = []): string {
  return diffTexts(names, same(before), same(after), inserted)
    .map((line) => `${line.text}\n`)
    .join('')
}

describe('diffTexts', () => {
  it('is empty where nothing changed', () => {
    expect(diff('a\nb', 'a\nb')).toBe('')
  })

  it('has three lines around each change, and one hunk for changes that are close', () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `${index + 1}`)
    const changed = numbers.map((line) => (['5', '9', '25'].includes(line) ? `${line}!` : line))
    const printed = diff(numbers.join('\n'), changed.join('\n'))
    expect(printed.match(/^@@.*$/gm)).toEqual(['@@ -2,11 +2,11 @@', '@@ -22,7 +22,7 @@'])
    expect(printed).toContain(' 4\n-5\n+5!\n 6\n')
  })

  it('says where a file ends without a line end', () => {
    expect(diff('a=1 ', '# n\na=1', [1])).toBe(
      '--- .env\n+++ .env\n@@ -1 +1,2 @@\n-a=1 \n\\ No newline at end of file\n+# n\n+a=1\n\\ No newline at end of file\n',
    )
  })

  it('compares the text and prints what may be shown', () => {
    const lines = diffTexts(names, { text: 'a=1 \n', shown: 'a=* \n' }, { text: 'a=1\n', shown: 'a=*\n' }, [])
    expect(lines.map((line) => line.text).slice(3)).toEqual(['-a=* ', '+a=*'])
  })

  it('has a head alone where only the name changes', () => {
    expect(diffTexts(['a (UTF-16)', 'a (UTF-8)'], same('k=v\n'), same('k=v\n'), [])).toHaveLength(2)
  })

  it('leads from the old file to the new one, read as any tool reads it', () => {
    const files = faultyFile.filter((file) => !/\r/.test(file))
    fc.assert(
      fc.property(files, (file) => {
        const plan = planFixes(utf8(file), fixUse(['docker', 'django-environ']))
        expect(patch(file, diff(file, text(plan.bytes), plan.insertedLines))).toBe(text(plan.bytes))
      }),
      { numRuns: 300 },
    )
  })
})

/** Applies a unified diff; throws where a line is not what the diff says it is. */
function patch(before: string, printed: string): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const result: string[] = []
  let at = 0
  const lines = printed.split('\n').slice(2, -1)
  for (const [index, line] of lines.entries()) {
    const isLast = lines[index + 1]?.startsWith('\\') === true
    const content = line.slice(1) + (isLast ? '' : '\n')
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(line)
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1)
      result.push(...old.slice(at, start))
      at = start
    } else if (line.startsWith('+')) result.push(content)
    else if (!line.startsWith('\\')) {
      if (old[at] !== content)
        throw new Error(`line ${at + 1} is ${JSON.stringify(old[at])}, not ${JSON.stringify(content)}`)
      if (line.startsWith(' ')) result.push(content)
      at++
    }
  }
  return [...result, ...old.slice(at)].join('')
}
