/** One line of a unified diff; `head` are the lines that begin with `---`, `+++` and `@@`. */
export interface DiffLine {
  readonly kind: 'head' | 'same' | 'removed' | 'added'
  readonly text: string
}

/** The same file before and after, as text and as it may be shown; both have the same lines. */
export interface DiffSide {
  readonly text: string
  readonly shown: string
}

interface Entry {
  readonly kind: 'same' | 'removed' | 'added'
  readonly shown: string
  readonly hasNewline: boolean
}

/** Lines of context around a change, as `diff -u` has them. */
const context = 3

/**
 * A unified diff of a file whose lines were changed in place. `insertedLines` are those of the new text that are new,
 * ascending; all others stand in the same order as before. Empty if nothing differs, not even the names.
 */
export function diffTexts(
  [oldName, newName]: readonly [string, string],
  before: DiffSide,
  after: DiffSide,
  insertedLines: readonly number[],
): readonly DiffLine[] {
  const entries = align(before, after, new Set(insertedLines))
  const hunks = hunksIn(entries)
  if (hunks.length === 0 && oldName === newName) return []
  let oldLine = 0
  let newLine = 0
  let printed = 0
  const printedHunks = hunks.map(({ start, end }) => {
    for (; printed < start; printed++) {
      if (entries[printed]?.kind !== 'added') oldLine++
      if (entries[printed]?.kind !== 'removed') newLine++
    }
    return printHunk(entries.slice(start, end), oldLine, newLine)
  })
  return [{ kind: 'head', text: `--- ${oldName}` }, { kind: 'head', text: `+++ ${newName}` }, ...printedHunks.flat()]
}

function align(before: DiffSide, after: DiffSide, inserted: ReadonlySet<number>): readonly Entry[] {
  const [old, oldShown] = [splitLines(before.text), splitLines(before.shown)]
  const [now, nowShown] = [splitLines(after.text), splitLines(after.shown)]
  const entries: Entry[] = []
  let added: Entry[] = []
  let at = 0
  for (const [index, line] of now.entries()) {
    const entry = { shown: withoutEnd(nowShown[index] ?? ''), hasNewline: withoutEnd(line) !== line }
    const isNew = inserted.has(index + 1)
    const previous = old[at]
    if (!isNew && previous === line) {
      for (const one of added) entries.push(one)
      entries.push({ kind: 'same', ...entry })
      added = []
    } else {
      if (!isNew && previous !== undefined) entries.push(removed(previous, oldShown[at]))
      added.push({ kind: 'added', ...entry })
    }
    if (!isNew) at++
  }
  // Where the text was nothing but a byte order mark, no line of it is left.
  const rest = old.slice(at).map((line, index) => removed(line, oldShown[at + index]))
  return [...entries, ...rest, ...added]
}

function removed(line: string, shown = ''): Entry {
  return { kind: 'removed', shown: withoutEnd(shown), hasNewline: withoutEnd(line) !== line }
}

function splitLines(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
}

function withoutEnd(line: string): string {
  return line.replace(/[\r\n]+$/, '')
}

interface Range {
  readonly start: number
  readonly end: number
}

function hunksIn(entries: readonly Entry[]): readonly Range[] {
  const hunks: { start: number; end: number }[] = []
  for (const [index, { kind }] of entries.entries()) {
    if (kind === 'same') continue
    const start = Math.max(0, index - context)
    const end = Math.min(entries.length, index + context + 1)
    const last = hunks.at(-1)
    if (last !== undefined && start <= last.end) last.end = end
    else hunks.push({ start, end })
  }
  return hunks
}

const signs = { same: ' ', removed: '-', added: '+' } as const

/** `oldLine` and `newLine` are how many lines of each side stand above the hunk. */
function printHunk(hunk: readonly Entry[], oldLine: number, newLine: number): readonly DiffLine[] {
  const position = (above: number, without: Entry['kind']): string => {
    const lines = hunk.filter(({ kind }) => kind !== without).length
    const first = above + (lines === 0 ? 0 : 1)
    return lines === 1 ? `${first}` : `${first},${lines}`
  }
  return [
    { kind: 'head', text: `@@ -${position(oldLine, 'added')} +${position(newLine, 'removed')} @@` },
    ...hunk.flatMap(({ kind, shown, hasNewline }): DiffLine[] => [
      { kind, text: `${signs[kind]}${shown}` },
      ...(hasNewline ? [] : [{ kind: 'head' as const, text: '\\ No newline at end of file' }]),
    ]),
  ]
}
