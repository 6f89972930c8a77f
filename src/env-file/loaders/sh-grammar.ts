import type { AndOrList, Command, CommandList, Pipeline, Word } from './sh-command.ts'
import { type Cursor, nested, peek, skipToToken } from './sh-cursor.ts'
import { COMPOUND_STARTS, OUT_OF_PLACE, peekReserved, takeLetters, takeOperator, takeReserved } from './sh-operators.ts'
import { skipRedirections, takeRedirection, takesDescriptor } from './sh-redirections.ts'
import { ShellStop } from './sh-stop.ts'
import { isAssignment, readWord } from './sh-words.ts'

/**
 * Reads what the shell runs as one: up to the end of the line, or of the lines if something is open there. Null at the
 * end of the file. Throws a `ShellStop` for a syntax error, and for constructs that are not followed: here-documents,
 * `case`, `for`, `select`, `[[`, `((`, `function` and `coproc`.
 */
export function readUnit(cursor: Cursor): CommandList | null {
  skipToToken(cursor)
  if (peek(cursor) === '') return null
  const lists: AndOrList[] = []
  while (!endsUnit(cursor)) {
    const list = readAndOr(cursor)
    lists.push(list)
    const ended = list.background || takeOperator(cursor, ';')
    if (!ended && !endsUnit(cursor)) throw new ShellStop('syntax')
  }
  cursor.at++
  return lists
}

function endsUnit(cursor: Cursor): boolean {
  skipToToken(cursor)
  return peek(cursor) === '\n' || peek(cursor) === ''
}

function skipNewlines(cursor: Cursor): void {
  for (skipToToken(cursor); peek(cursor) === '\n'; skipToToken(cursor)) cursor.at++
}

/** Commands up to one of these words, or to the bracket; the end itself stays unread. */
function readCompound(cursor: Cursor, ends: readonly string[], mayBeEmpty = false): CommandList {
  return nested(cursor, () => {
    const lists: AndOrList[] = []
    for (;;) {
      skipNewlines(cursor)
      if (isAtOneOf(cursor, ends)) break
      const list = readAndOr(cursor)
      lists.push(list)
      const ended = list.background || takeOperator(cursor, ';')
      skipToToken(cursor)
      if (!ended && peek(cursor) !== '\n' && !isAtOneOf(cursor, ends)) throw new ShellStop('syntax')
    }
    if (lists.length === 0 && !mayBeEmpty) throw new ShellStop('syntax')
    return lists
  })
}

function isAtOneOf(cursor: Cursor, ends: readonly string[]): boolean {
  if (peek(cursor) === ')') return ends.includes(')')
  const word = peekReserved(cursor)
  return word !== null && ends.includes(word)
}

/** The commands of `$(…)`, from behind its bracket on. */
export function readSubstituted(cursor: Cursor): void {
  readCompound(cursor, [')'], true)
  cursor.at++
}

function readAndOr(cursor: Cursor): AndOrList {
  const pipelines: Pipeline[] = [readPipeline(cursor, null)]
  for (;;) {
    const joint = takeOperator(cursor, '&&') ? '&&' : takeOperator(cursor, '||') ? '||' : null
    if (joint === null) break
    skipNewlines(cursor)
    pipelines.push(readPipeline(cursor, joint))
  }
  return { pipelines, background: takeOperator(cursor, '&') }
}

function readPipeline(cursor: Cursor, after: Pipeline['after']): Pipeline {
  let negated = false
  let hasPrefix = false
  for (;;) {
    skipToToken(cursor)
    const word = peekReserved(cursor)
    if (word !== '!' && word !== 'time') break
    hasPrefix = true
    takeLetters(cursor, word.length)
    if (word === '!') negated = !negated
    else takeTimeOptions(cursor)
  }
  skipToToken(cursor)
  const isAlone = hasPrefix && ['\n', ';', ''].includes(peek(cursor))
  if (isAlone) return { commands: [{ kind: 'simple', words: [], redirected: false, targets: [] }], negated, after }
  const commands = [readCommand(cursor)]
  while (takeOperator(cursor, '|&') || takeOperator(cursor, '|')) {
    skipNewlines(cursor)
    commands.push(readCommand(cursor))
  }
  return { commands, negated, after }
}

function takeTimeOptions(cursor: Cursor): void {
  skipToToken(cursor)
  const { at } = cursor
  const option = readWord(cursor, readSubstituted, { subscript: false, array: false })
  if (option?.text !== '-p' && option?.text !== '--') cursor.at = at
}

function readCommand(cursor: Cursor): Command {
  skipToToken(cursor)
  if (peek(cursor) === '(') return readSubshell(cursor)
  const word = takeReserved(cursor, 'if', 'while', 'until', '{', ...COMPOUND_STARTS, ...OUT_OF_PLACE)
  if (word === null) return readSimple(cursor)
  if (COMPOUND_STARTS.includes(word)) throw new ShellStop('untold')
  if (OUT_OF_PLACE.includes(word)) throw new ShellStop('syntax')
  const bodies = word === '{' ? [readCompound(cursor, ['}'])] : word === 'if' ? readIf(cursor) : readLoop(cursor)
  if (word === '{') takeReserved(cursor, '}')
  skipRedirections(cursor, readSubstituted)
  return word === '{' ? { kind: 'group', body: bodies.flat() } : { kind: 'branches', bodies }
}

function readSubshell(cursor: Cursor): Command {
  cursor.at++
  if (peek(cursor) === '(') throw new ShellStop('untold')
  readCompound(cursor, [')'])
  cursor.at++
  skipRedirections(cursor, readSubstituted)
  return { kind: 'subshell' }
}

function readIf(cursor: Cursor): readonly CommandList[] {
  const bodies: CommandList[] = []
  for (;;) {
    bodies.push(readCompound(cursor, ['then']))
    takeReserved(cursor, 'then')
    bodies.push(readCompound(cursor, ['elif', 'else', 'fi']))
    const next = takeReserved(cursor, 'elif', 'else', 'fi')
    if (next === 'elif') continue
    if (next === 'fi') return bodies
    bodies.push(readCompound(cursor, ['fi']))
    takeReserved(cursor, 'fi')
    return bodies
  }
}

function readLoop(cursor: Cursor): readonly CommandList[] {
  const condition = readCompound(cursor, ['do'])
  takeReserved(cursor, 'do')
  const body = readCompound(cursor, ['done'])
  takeReserved(cursor, 'done')
  return [condition, body]
}

const DECLARATIONS = ['alias', 'declare', 'export', 'local', 'readonly', 'typeset', 'eval', 'let']

function readSimple(cursor: Cursor): Command {
  const words: Word[] = []
  const targets: string[] = []
  let isCommandPlace = true
  let declares = false
  for (;;) {
    skipToToken(cursor)
    const target = takeRedirection(cursor, readSubstituted)
    if (target !== null) {
      targets.push(target)
      isCommandPlace = words.length === 0
      continue
    }
    const word = readWord(cursor, readSubstituted, { subscript: isCommandPlace, array: isCommandPlace || declares })
    if (word === null) break
    if (takesDescriptor(cursor, word)) continue
    declares ||= (words.length === 0 || isCommandPlace) && DECLARATIONS.includes(word.text)
    words.push(word)
    isCommandPlace = isCommandPlace && isAssignment(word.text)
  }
  const [first] = words
  if (peek(cursor) === '(') {
    if (first === undefined || words.length > 1 || targets.length > 0 || isAssignment(first.text))
      throw new ShellStop('syntax')
    return readFunction(cursor, first.text)
  }
  if (first === undefined && targets.length === 0) throw new ShellStop('syntax')
  return { kind: 'simple', words, redirected: targets.length > 0, targets }
}

function readFunction(cursor: Cursor, name: string): Command {
  cursor.at++
  skipToToken(cursor)
  if (peek(cursor) !== ')') throw new ShellStop('syntax')
  cursor.at++
  skipNewlines(cursor)
  const body = nested(cursor, () => readCommand(cursor))
  if (body.kind === 'simple' || body.kind === 'function') throw new ShellStop('syntax')
  return { kind: 'function', name }
}
