import { decodeText, encodeText } from '../bytes.ts'
import type { KeyReading } from '../key-reading.ts'
import type { Assignment } from '../segment.ts'
import { hasOddCharacter } from './odd-characters.ts'
import { findCommand, findReferences } from './references.ts'

/** What about an assignment can make a loader lose it, or refuse the file. */
export type Blame =
  | 'env/export-prefix'
  | 'env/colon-separator'
  | 'env/whitespace'
  | 'env/unterminated-quote'
  | 'env/multiline'
  | 'env/invisible-character'
  | 'env/command-substitution'
  | 'env/interpolation'
  | 'env/unquoted-space'
  | 'env/escapes'
  | 'env/bad-key'
  | 'env/junk-line'

/** An assignment taken apart into texts that make up its line again. */
interface Parts {
  readonly indent: string
  readonly exportPrefix: string
  readonly key: string
  readonly separator: string
  readonly quote: string
  readonly value: string
  readonly defect: Assignment['defect']
}

interface Feature {
  readonly blame: Blame
  holds(parts: Parts): boolean
  repair(parts: Parts): Partial<Parts>
}

const features: readonly Feature[] = [
  {
    blame: 'env/export-prefix',
    holds: ({ exportPrefix }) => exportPrefix !== '',
    repair: () => ({ exportPrefix: '' }),
  },
  {
    blame: 'env/colon-separator',
    holds: ({ separator }) => !separator.includes('='),
    repair: () => ({ separator: '=' }),
  },
  {
    blame: 'env/whitespace',
    holds: ({ indent, separator }) => indent !== '' || separator.trim() !== separator,
    repair: ({ separator }) => ({ indent: '', separator: separator.trim() }),
  },
  {
    blame: 'env/unterminated-quote',
    holds: ({ defect }) => defect !== null,
    repair: () => ({ value: 'v' }),
  },
  {
    blame: 'env/multiline',
    holds: ({ value }) => /[\r\n]/.test(value),
    repair: ({ value }) => ({ value: value.replace(/[\r\n]+/g, '_') }),
  },
  {
    blame: 'env/invisible-character',
    holds: ({ value }) => hasOddCharacter(value),
    repair: () => ({ value: 'v' }),
  },
  {
    blame: 'env/command-substitution',
    holds: ({ value, quote }) => quote === '`' || findCommand(value) !== undefined,
    repair: () => ({ value: 'v', quote: '' }),
  },
  {
    blame: 'env/interpolation',
    holds: ({ value }) => findReferences(value).length > 0,
    repair: ({ value }) => ({ value: value.replaceAll('$', '_') }),
  },
  {
    blame: 'env/unquoted-space',
    holds: ({ value, quote }) => quote === '' && mustBeQuoted.test(value),
    repair: ({ value }) => ({ value: value.replace(new RegExp(mustBeQuoted, 'g'), '_') }),
  },
  {
    blame: 'env/escapes',
    holds: ({ value }) => value.includes('\\'),
    repair: ({ value }) => ({ value: value.replaceAll('\\', '_') }),
  },
  {
    blame: 'env/bad-key',
    holds: ({ key }) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(key),
    repair: () => ({ key: 'KEY' }),
  },
]

/** Blanks part a bare value for some loaders; the other characters mean something to a shell. */
export const mustBeQuoted = /[\s&;<>|()'"]/

/**
 * Why a loader does not get this assignment: the first of its peculiarities without which it would. `read` asks the
 * loader for the key of a line; `env/junk-line` if no peculiarity alone accounts for it.
 */
export function blameFor(
  bytes: Uint8Array,
  assignment: Assignment,
  read: (line: Uint8Array, key: string) => KeyReading,
): Blame {
  const parts = partsOf(bytes, assignment)
  const present = features.filter(({ holds }) => holds(parts))
  const culprit =
    present.find((feature) => isRead(repairAll(parts, [feature]))) ??
    // Several together: then one of those by which alone it would still be lost.
    present.find(
      (feature) =>
        !isRead(
          repairAll(
            parts,
            present.filter((one) => one !== feature),
          ),
        ),
    )
  return culprit?.blame ?? present[0]?.blame ?? 'env/junk-line'

  function isRead(repaired: Parts): boolean {
    const { outcome } = read(lineOf(repaired), repaired.key)
    return outcome !== 'unset' && outcome !== 'null' && outcome !== 'file-rejected'
  }
}

function repairAll(parts: Parts, present: readonly Feature[]): Parts {
  let repaired = parts
  for (const { repair } of present) repaired = { ...repaired, ...repair(repaired) }
  return repaired
}

function partsOf(bytes: Uint8Array, assignment: Assignment): Parts {
  const { indent, exportPrefix, key, separatorSpan, quotedValue, value, defect } = assignment
  return {
    indent: decodeText(bytes, indent),
    exportPrefix: exportPrefix === null ? '' : decodeText(bytes, exportPrefix),
    key,
    separator: decodeText(bytes, separatorSpan),
    quote: decodeText(bytes, { start: quotedValue.start, end: value.start }),
    value: decodeText(bytes, value),
    defect,
  }
}

function lineOf({ indent, exportPrefix, key, separator, quote, value }: Parts): Uint8Array {
  return encodeText(`${indent}${exportPrefix}${key}${separator}${quote}${value}${quote}\n`)
}
