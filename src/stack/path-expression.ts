import { folderOf, joinRelative } from './relative-path.ts'
import { splitArguments } from './split-arguments.ts'

/** A source file, and the place in the project that its expressions speak from. */
export interface SourceText {
  /** Relative to the project's folder. */
  readonly file: string
  readonly text: string
}

const deepest = 6
/** A name in front of a dot that is a module, not a value. */
const modules = /^(?:os|path|pathlib|url|process|environ)(?:\.path)?\.(?=\w+[ \t]*\()/

/** Those that change nothing of what a path means here, and those that take it apart or put it together. */
const functions =
  /^(?:Path|PurePath|str|String|abspath|realpath|normpath|fspath|fileURLToPath|cwd|getcwd|base_path|join|resolve|dirname)$/

/**
 * What an expression of JavaScript, Python or PHP comes to if it is made of texts and of where the source file is:
 * `BASE_DIR / ".env"`, `path.join(__dirname, '..', '.env')`, `__DIR__ . '/..'`. Relative to the project's folder, where
 * the app is taken to be started. Undefined if it is computed in another way.
 */
export function evaluatePath(expression: string, source: SourceText, depth = 0): string | undefined {
  if (depth > deepest || expression.length > 500) return undefined
  let at = 0
  const value = readSum()
  skipSpace()
  return value === undefined || !/^(?:$|;|#|\/\/)/.test(expression.slice(at)) ? undefined : joinRelative(value)

  function skipSpace(): void {
    while (/\s/.test(expression[at] ?? '')) at++
  }

  function take(pattern: RegExp): string | undefined {
    const match = pattern.exec(expression.slice(at))
    if (match === null) return undefined
    at += match[0].length
    return match[1] ?? match[0]
  }

  function readSum(): string | undefined {
    let left = readTerm()
    while (left !== undefined) {
      const operator = take(/^\s*(\/(?!\/)|\+|-|\.(?=\s|['"]))\s*/)
      if (operator === undefined) return left
      if (operator === '-') left = climb(left, Number(take(/^\d/) ?? Number.NaN))
      else {
        const right = readTerm()
        if (right === undefined) return undefined
        left = operator === '/' ? joinRelative(left, right) : `${left}${right}`
      }
    }
    return left
  }

  function readTerm(): string | undefined {
    skipSpace()
    let value = readPrimary()
    while (value !== undefined) {
      if (expression[at] === '(') value = joinAll(value, readCall())
      else {
        const name = take(/^\s*\.(\w+)/)
        if (name === undefined) return value
        value = attributeOf(value, name)
      }
    }
    return value
  }

  function readPrimary(): string | undefined {
    const quoted = take(/^[rRuUfFbB]{0,2}(?:'[^'\\\n]*'|"[^"\\\n]*"|`[^`\\\n]*`)/)
    if (quoted !== undefined) return textOf(quoted)
    if (take(/^\(/) !== undefined) {
      const inner = readSum()
      return take(/^\s*\)/) === undefined ? undefined : inner
    }
    const known = take(/^import\.meta\.(?:url|filename|dirname|dir)\b/)
    if (known !== undefined) return /dir/.test(known) ? folderOf(source.file) : source.file
    take(modules)
    const name = take(/^[A-Za-z_$\\][\w$\\]*/)
    if (name === undefined) return undefined
    const plain = name.slice(name.lastIndexOf('\\') + 1)
    return functions.test(plain) && /^[ \t]*\(/.test(expression.slice(at)) ? callOf(plain) : constantOf(name)
  }

  function readCall(): readonly string[] | undefined {
    take(/^[ \t]*\(/)
    const parts = splitArguments(expression, at)
    // The call ends where its last argument does: the bracket that closes it.
    if (parts !== undefined) at = endOfCall(expression, at)
    return parts
  }

  function callOf(name: string): string | undefined {
    const parts = readCall()
    if (name === 'cwd' || name === 'getcwd') return '.'
    if (name === 'base_path' || name === 'join' || name === 'resolve') return joinAll('.', parts)
    const [first, levels = 1] = parts ?? []
    const inner = first === undefined ? undefined : evaluatePath(first, source, depth + 1)
    return name === 'dirname' && inner !== undefined ? climb(inner, Number(levels)) : inner
  }

  function attributeOf(value: string, name: string): string | undefined {
    if (name === 'parent') return folderOf(value)
    if (name === 'parents') {
      const count = take(/^\[(\d)\]/)
      return count === undefined ? undefined : climb(value, Number(count) + 1)
    }
    if (expression[at] !== '(') return undefined
    const parts = readCall()
    if (name === 'joinpath' || name === 'path') return joinAll(value, parts)
    return /^(?:resolve|absolute|as_posix|toString|expanduser)$/.test(name) ? value : undefined
  }

  function joinAll(start: string, parts: readonly string[] | undefined): string | undefined {
    const values = (parts ?? ['']).map((part) => evaluatePath(part, source, depth + 1))
    return values.every((value) => value !== undefined) ? joinRelative(start, ...values) : undefined
  }

  function constantOf(name: string): string | undefined {
    if (name === '__file__' || name === '__filename' || name === '__FILE__') return source.file
    if (name === '__dirname' || name === '__DIR__') return folderOf(source.file)
    if (name === 'DIRECTORY_SEPARATOR') return '/'
    const escaped = name.replaceAll('$', '\\$')
    const set = new RegExp(
      `^[ \\t]*(?:const |let |var )?${escaped}[ \\t]*(?::[^=\\n]{1,40})?=[ \\t]*([^=\\n][^\\n]{0,200})$`,
      'm',
    )
    const written = set.exec(source.text)?.[1]
    return written === undefined ? undefined : evaluatePath(written, source, depth + 1)
  }

  /** A text may begin with one value: `${__dirname}/.env`, f"{BASE_DIR}/.env". */
  function textOf(quoted: string): string | undefined {
    const inner = quoted.replace(/^[A-Za-z]*./, '').slice(0, -1)
    const isOpen = quoted.startsWith('`') || /^[rR]?[fF]/.test(quoted)
    if (!isOpen) return inner.includes('$') ? undefined : inner
    const [, name, rest = inner] = /^\$?\{(\w+)\}(.*)$/.exec(inner) ?? []
    if (/[{}$]/.test(rest)) return undefined
    const start = name === undefined ? '' : constantOf(name)
    return start === undefined ? undefined : `${start}${rest}`
  }
}

function climb(path: string, levels: number): string | undefined {
  if (!(levels >= 0 && levels < 10)) return undefined
  let at = path
  for (let level = 0; level < levels; level++) at = folderOf(at)
  return at
}

function endOfCall(text: string, from: number): number {
  let depth = 1
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? ''
    if (quote !== '') quote = character === quote ? '' : quote
    else if (/['"`]/.test(character)) quote = character
    else if (/[([{]/.test(character)) depth++
    else if (/[)\]}]/.test(character) && --depth === 0) return at + 1
  }
  return text.length
}
