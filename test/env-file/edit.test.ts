import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../src/env-file/document.ts'
import { type Edit, setValue } from '../../src/env-file/edit.ts'
import { readDotenv } from '../../src/env-file/loaders/dotenv.ts'
import { applyUndo } from '../../src/env-file/undo.ts'
import { oddBytes, plainFile, text, utf8 } from './env-text.ts'

const KEY = 'MPESA_CALLBACK_URL'
const NEW = 'https://new.ngrok-free.dev/api/cb?x=1&y=2'

function edited(bytes: Uint8Array, key: string, value: string): Edit {
  const result = setValue(parseDocument(bytes), key, value)
  if (result.outcome === 'refused') throw new Error(result.reason)
  return result
}

function undone(bytes: Uint8Array, edit: Edit): Uint8Array {
  if (edit.undo === null) return bytes
  const result = applyUndo(parseDocument(bytes), edit.undo)
  if (result.outcome === 'left') throw new Error(result.reason)
  return result.bytes
}

/** The bytes of every segment but the last definition of the key. */
function others(bytes: Uint8Array, key: string): readonly string[] {
  const { segments } = parseDocument(bytes)
  const target = segments.findLast((segment) => segment.kind === 'assignment' && segment.key === key)
  return segments
    .filter((segment) => segment !== target)
    .map((segment) => Buffer.from(bytes.subarray(segment.start, segment.end)).toString('hex'))
}

const safeValue = fc.stringMatching(/^[A-Za-z0-9!%*+,\-./:=?@[\]^_{}~&();<>|]{1,30}$/)
const keys = fc.constantFrom('A', 'B_2', KEY, 'MISSING')

describe('setValue', () => {
  it.each([
    ['K=old\n', 'K=new\n', 'old', 1],
    ['K=old', 'K=new', 'old', 1],
    ['K="old"  # note\r\nZ=1\r\n', 'K="new"  # note\r\nZ=1\r\n', 'old', 1],
    ["  export K = 'old'\n", "  export K = 'new'\n", 'old', 1],
    ['K=`old`\n', 'K=new\n', 'old', 1],
    ['K="a"b"\n', 'K=new\n', '"a"b"', 1],
    ['K= # note\n', 'K=new # note\n', '', 1],
    ['K=old#part\n', 'K=new\n', 'old#part', 1],
    ['K="l1\nl2"\nZ=1\n', 'K="new"\nZ=1\n', 'l1\nl2', 1],
    ['\ufeffK=old\n', '\ufeffK=new\n', 'old', 1],
    ['K: \n', 'K: new\n', '', 1],
    ['K:  # note\n', 'K: new # note\n', '', 1],
    ['#K=old\nZ=1', '#K=old\nZ=1\nK=new\n', null, 3],
    ['Z=1\r\n', 'Z=1\r\nK=new\r\n', null, 2],
    ['Y=1\r\nZ=1', 'Y=1\r\nZ=1\r\nK=new\r\n', null, 3],
    ['Z=1\rY=1\r', 'Z=1\rY=1\rK=new\r', null, 3],
    ['', 'K=new\n', null, 1],
    ['\ufeff', '\ufeffK=new\n', null, 1],
    ['K\n', 'K\nK=new\n', null, 2],
    ['Z="a\nb"', 'Z="a\nb"\nK=new\n', null, 3],
  ])('turns %j into %j', (file, expected, before, line) => {
    const edit = edited(utf8(file), 'K', 'new')
    expect(text(edit.bytes)).toBe(expected)
    expect(edit).toMatchObject({ changed: true, before, after: 'new', line, duplicates: [] })
    expect(text(undone(edit.bytes, edit))).toBe(file)
  })

  it('edits the last of several definitions and names the others', () => {
    const edit = edited(utf8('K=1\nZ=0\nK=2\nexport K=3\n'), 'K', 'new')
    expect(text(edit.bytes)).toBe('K=1\nZ=0\nK=2\nexport K=new\n')
    expect(edit).toMatchObject({ line: 4, duplicates: [1, 3] })
  })

  it('gives back the very same bytes if the value is already right', () => {
    const bytes = utf8('K="same" # note\n')
    const edit = edited(bytes, 'K', 'same')
    expect(edit.bytes).toBe(bytes)
    expect(edit).toMatchObject({ changed: false, undo: null })
  })

  it.each([
    ['a#b', '#', 1],
    ['a$b', '$', 1],
    ['"a', '"', 0],
    ["it's", "'", 2],
    ['a b', ' ', 1],
    ['a\nb', '\n', 1],
    ['caf\u00e9', '\u00e9', 3],
    ['a\\b', '\\', 1],
    ['a\0', '\0', 1],
  ])('refuses %j, which loaders read differently', (value, character, index) => {
    expect(setValue(parseDocument(utf8('K=old\n')), 'K', value)).toEqual({
      outcome: 'refused',
      reason: 'unsafe-character',
      unsafe: { character, index },
    })
  })

  it('takes a space inside quotes that are there already', () => {
    expect(text(edited(utf8('K="old"\n'), 'K', 'a b').bytes)).toBe('K="a b"\n')
  })

  it.each([
    ['K=old\n', 'K', '', 'empty-value'],
    ['K=old\n', 'K=x', 'v', 'bad-key'],
    ['K=old\n', 'export K', 'v', 'bad-key'],
    ['<<<<<<< HEAD\nK=1\n=======\nK=2\n>>>>>>> b\n', 'K', 'v', 'merge-conflict'],
    ['K=a\0b\n', 'K', 'v', 'encoding'],
    ['\0K\0=', 'K', 'v', 'encoding'],
  ])('refuses to write into %j at %j the value %j: %s', (file, key, value, reason) => {
    expect(setValue(parseDocument(utf8(file)), key, value)).toMatchObject({ outcome: 'refused', reason })
  })

  it('leaves every other segment of any file byte for byte, and its undo gives the file back', () => {
    fc.assert(
      fc.property(oddBytes, fc.constantFrom('K', 'A', 'Z', 'NEW'), safeValue, (bytes, key, value) => {
        const edit = setValue(parseDocument(bytes), key, value)
        if (edit.outcome === 'refused') return
        const separator = edit.before === null && edit.undo?.kind === 'appended' && edit.undo.addedNewline
        if (!separator) expect(others(edit.bytes, key)).toEqual(others(bytes, key))
        expect(undone(edit.bytes, edit)).toEqual(bytes)
        expect(edited(edit.bytes, key, value).bytes).toBe(edit.bytes)
      }),
      { numRuns: 4000 },
    )
  })

  it('is read back by a loader, and changes no other variable', () => {
    fc.assert(
      fc.property(plainFile, keys, safeValue, (file, key, value) => {
        const edit = edited(utf8(file), key, value)
        const [before, after] = [readDotenv(utf8(file)), readDotenv(edit.bytes)]
        expect(Object.fromEntries(after)).toEqual({ ...Object.fromEntries(before), [key]: value })
      }),
      { numRuns: 3000 },
    )
  })

  it('set there and back gives the same file', () => {
    const quoteless = plainFile.map((file) => file.replaceAll('`', ''))
    fc.assert(
      fc.property(quoteless, keys, (file, key) => {
        const there = edited(utf8(file), key, NEW)
        if (there.before === null || there.before === '') return
        const back = setValue(parseDocument(there.bytes), key, there.before)
        if (back.outcome === 'refused') return
        expect(text(back.bytes)).toBe(file)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('applyUndo', () => {
  const edit = edited(utf8('K="old"\n'), 'K', 'new')
  const appended = edited(utf8('Z=1'), 'K', 'new')
  const undo = (file: string, { undo }: Edit) => undo && applyUndo(parseDocument(utf8(file)), undo)

  it.each([
    ['K="other"\n', 'changed'],
    ['K=new\n', 'changed'],
    ['K="old"\n', 'already'],
    ['Z=1\n', 'gone'],
    ['K="new"\nK="later"\n', 'changed'],
  ])('leaves %j alone: %s', (file, reason) => {
    expect(undo(file, edit)).toEqual({ outcome: 'left', reason })
  })

  it.each([
    ['Z=1\n', 'already'],
    ['Z=1\nK=other\n', 'changed'],
    ['Z=1\nK=new # mine\n', 'changed'],
  ])('leaves the appended line of %j alone: %s', (file, reason) => {
    expect(undo(file, appended)).toEqual({ outcome: 'left', reason })
  })

  it('keeps what was added behind and before the value in the meantime', () => {
    expect(undo('# mine\nK="new" # why\nB=2\n', edit)).toMatchObject({
      outcome: 'undone',
      bytes: utf8('# mine\nK="old" # why\nB=2\n'),
    })
    expect(undo('Z=1\nK=new\nB=2\n', appended)).toMatchObject({ outcome: 'undone', bytes: utf8('Z=1\nB=2\n') })
  })
})
