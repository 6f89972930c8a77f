import fc from 'fast-check'
import { oddBytes, oddText, plainFile, utf8 } from '../env-file/env-text.ts'

const KEYS = [
  'K',
  'A',
  'B',
  'Z',
  'E',
  'K',
  'A',
  'my-key',
  'my.key',
  'É',
  '名',
  'K😀',
  '1',
  "'K'",
  '"K"',
  "'a b'",
  'exportK',
]
const BEFORE = [
  '',
  '',
  '',
  '',
  '',
  ' ',
  '\t',
  '\f',
  '\u00a0',
  '\ufeff',
  '\x1c',
  'export ',
  'export\t',
  'export\f',
  'export\0',
  'export',
  '# ',
  ';',
]
const SEPARATORS = ['=', '=', '=', '=', ' = ', '= ', ' =', '', ': ', '==', '=\f', '\u2003=\u2003', '=\x1f', '=\0']
const PIECES = [
  'v',
  'value',
  'pa$word',
  '$',
  '$$',
  '$A',
  '$B',
  '$K',
  '$Z',
  '$HOME',
  '$NOPE',
  `$\{A}`,
  `$\{B}`,
  `$\{K}`,
  `$\{NOPE}`,
  `$\{NOPE:-d}`,
  `$\{A:-d}`,
  `$\{E:-d}`,
  '${',
  '}',
  '{',
  '{A}',
  ':',
  ':-',
  `$\{A$\{B}}`,
  `$\{A$\{N}`,
  `$\{A:x}`,
  '"',
  '"',
  '"',
  "'",
  "'",
  "'",
  '\\',
  '\\\\',
  '\\"',
  "\\'",
  '\\$',
  '\\n',
  '\\r',
  '\\t',
  '\\v',
  '\\f',
  '\\a',
  '\\x',
  '#',
  ' #',
  ' # note',
  "# it's",
  '# "q"',
  ' ',
  '  ',
  '\t',
  '\f',
  '\v',
  '\0',
  '\x1c',
  '\x1e',
  '\x1f',
  '\x85',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\ufffd',
  'é',
  '😀',
  '=',
  '="',
  "='",
  '\n',
  '\r\n',
  '\r',
  '\n"\n',
  '"\n',
  '`v`',
  '(x)',
  '{"a":"b c"}',
]
const VALUES = [
  '',
  '""',
  "''",
  '"v"',
  "'v'",
  '"a b"',
  '"v" # note',
  "'v' # it's",
  "'a'b'",
  '"a\\"b"',
  '"a\nb"',
  '"a\\nb"',
  `$\{A}/cb`,
  `"$\{A}"`,
  `'$\{A}'`,
  '$A',
  '\\$A',
  '$Z',
  '$',
  'v # n',
  'v#n',
]
const NEWLINES = ['\n', '\n', '\n', '\r\n', '\r', '\u2028', '\x85', '\v', '']

const mixture = fc.array(fc.constantFrom(...PIECES), { maxLength: 7 }).map((pieces) => pieces.join(''))
const quoted = fc.tuple(
  fc.constantFrom('"', "'"),
  mixture,
  fc.constantFrom('"', "'", ''),
  fc.constantFrom('', '', ' ', ' # c', 'x'),
)
const value = fc.oneof(
  fc.constantFrom(...VALUES),
  mixture,
  quoted.map(([open, inside, close, tail]) => {
    return open + inside + (close === '' ? '' : open) + tail
  }),
)
const line = fc
  .tuple(
    fc.constantFrom(...BEFORE),
    fc.constantFrom(...KEYS),
    fc.constantFrom(...SEPARATORS),
    value,
    fc.constantFrom(...NEWLINES),
  )
  .map((parts) => parts.join(''))

/** Files of assignments in which every part may be odd: the key, what stands around `=`, quotes, references, line ends. */
export const oddAssignments = fc
  .tuple(fc.constantFrom('', '', '', '', '\ufeff'), fc.array(line, { minLength: 1, maxLength: 5 }))
  .map(([start, lines]) => utf8(start + lines.join('')))

/** Files whose lines are sound up to the value, for loaders that give up on anything else. */
const oddValues = fc
  .array(
    fc
      .tuple(
        fc.constantFrom('K', 'A', 'B', 'Z', 'E', 'É', 'export K2'),
        fc.oneof(value, mixture),
        fc.constantFrom('\n', '\r\n'),
      )
      .map(([key, assigned, newline]) => `${key}=${assigned}${newline}`),
    { minLength: 1, maxLength: 5 },
  )
  .map((lines) => utf8(lines.join('')))

/** The same with values of words, references and quotes alone. */
const oddReferences = fc
  .array(
    fc
      .tuple(
        fc.constantFrom('K', 'A', 'B', 'N', 'A', 'AB'),
        fc.constantFrom('', '"', "'"),
        fc.array(
          fc.constantFrom('A', 'B', 'N', 'K', '$', '{', '}', `$\{`, `$\{A}`, `$\{B}`, `$\{N}`, '{A}', ':-', ':', '\\$'),
          {
            maxLength: 8,
          },
        ),
      )
      .map(([key, quote, pieces]) => `${key}=${quote}${pieces.join('')}${quote}\n`),
    { minLength: 1, maxLength: 6 },
  )
  .map((lines) => utf8(lines.join('')))

/** All kinds together, also such as are no UTF-8. */
export const anyFile = fc.oneof(
  { weight: 4, arbitrary: oddAssignments },
  { weight: 4, arbitrary: oddValues },
  { weight: 3, arbitrary: oddReferences },
  { weight: 2, arbitrary: oddText.map(utf8) },
  { weight: 1, arbitrary: oddBytes },
  { weight: 1, arbitrary: plainFile.map(utf8) },
)
