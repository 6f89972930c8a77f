import fc from 'fast-check'

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

/** Pieces that env files and their parsers stumble over; joined at random they reach far more cases than random text. */
const PIECES = [
  'K',
  'A',
  'my.key',
  'my-key',
  'export',
  'export ',
  '__proto__',
  '=',
  ': ',
  ':',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '"',
  "'",
  '`',
  '\\',
  '\\n',
  '\\r',
  '\\"',
  "\\'",
  '#',
  ' # note',
  '$A',
  `$\{A}`,
  'value',
  'é',
  '“',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\ufeff',
  '\f',
  '\v',
  '\0',
  'https://a.dev/cb?x=1&y=2',
  '<<<<<<< HEAD',
  '=======',
  '>>>>>>> b',
  '😀',
  ';',
  '//',
  '-',
  '.',
  '\u2028K=v',
  '\nK=v\n',
  'K="a\nb"',
  "K='x'",
  '\nZ=1',
]

export const oddText = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join(''))

/** Such text with bytes of any kind thrown in. */
export const oddBytes = fc
  .tuple(oddText, fc.uint8Array({ maxLength: 8 }), oddText)
  .map(([before, noise, after]) => new Uint8Array([...utf8(before), ...noise, ...utf8(after)]))

/** Lines as people write them: assignments in every style, comments, blanks; with one newline style for the file. */
const line = fc.oneof(
  fc.constantFrom('', '# a comment', '  # indented', '#MPESA_CALLBACK_URL=https://old.example/cb'),
  fc
    .tuple(
      fc.constantFrom('', '  ', 'export '),
      fc.constantFrom('A', 'B_2', 'MPESA_CALLBACK_URL', 'MPESA_PASSKEY'),
      fc.constantFrom('=', '=', ' = '),
      fc.constantFrom(
        'v',
        '"v"',
        "'v w'",
        '""',
        '',
        'https://old.example/api/cb?x=1',
        '"https://o.example:8080/cb"',
        '`v`',
      ),
      fc.constantFrom('', '  ', ' # note', ' # say "hi"'),
    )
    .map((parts) => parts.join('')),
)

export const plainFile = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([bom, lines, newline, ends]) => bom + lines.join(newline) + (ends && lines.length > 0 ? newline : ''))

/** References of every shape, whole and broken, to names that the file sets before, after, to themselves, or not at all. */
const REFERENCES = [
  '$A',
  '$B',
  '$C',
  '$K',
  '$A1',
  `$\{A}`,
  `$\{B}`,
  `$\{C}`,
  `$\{K}`,
  `$\{NOPE}`,
  '$NOPE',
  '$SHELL_A',
  `$\{EMPTY}`,
  '$EMPTY',
  '$1',
  `$\{1}`,
  `$\{A:-x}`,
  `$\{NOPE:-x y}`,
  `$\{NOPE:-$B}`,
  `$\{NOPE:-$\{B}}`,
  `$\{NOPE:-$\{C:-z}}`,
  `$\{A-x}`,
  `$\{EMPTY-x}`,
  `$\{EMPTY:-x}`,
  `$\{NOPE-x}`,
  `$\{A:+x}`,
  `$\{A+x}`,
  `$\{EMPTY+x}`,
  `$\{NOPE:+x}`,
  `$\{NOPE:-a:-b}`,
  `$\{my-key}`,
  `$\{A:x}`,
  `$\{A?x}`,
  '$A:-x',
  '$A}',
  `$\{$A}`,
  `$\{$\{A}}`,
  `$\{A$B}`,
  `$\{}`,
  `$\{`,
  `$\{A`,
  `$\{A:-`,
  '$',
  '$$',
  '$$A',
  '$&',
  "$'",
  '$`',
  '$ ',
  '$5',
  '\\$',
  '\\$A',
  `\\$\{B}`,
  '\\\\$A',
  '\\',
  '}',
  '{',
  '$nullable',
  `$\{nullA}`,
  '$toString',
  '$__proto__',
]

/** Expanding these fails, or never ends. */
const TRAPS = [`$\{LOOP}`, 'a$LOOP', `$\{constructor}`, `$\{valueOf:-x}`]

const referringValue = fc
  .tuple(
    fc.constantFrom('', '', '', '"', "'", '`', '  '),
    fc.array(
      fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...REFERENCES) },
        { weight: 1, arbitrary: fc.constantFrom(...TRAPS) },
        {
          weight: 20,
          arbitrary: fc.constantFrom('a', 'x/', ' ', '1', 'A', '_', ':', '#', 'https://a.dev', '\\n', '\u2028'),
        },
      ),
      { maxLength: 5 },
    ),
    fc.boolean(),
  )
  .map(([quote, parts, closes]) => quote + parts.join('') + (closes ? quote : ''))

/** Files full of `$`: few names, so that the references meet them. */
export const dollarText = fc
  .array(
    fc
      .tuple(
        fc.constantFrom('A', 'A', 'B', 'B', 'C', 'K', 'K', '1', '10', '2', 'A1', 'my', 'EMPTY', 'SHELL_A', 'SET'),
        fc.constantFrom('=', '=', '=', ' = ', ': '),
        referringValue,
      )
      .map((parts) => parts.join('')),
    { maxLength: 6 },
  )
  .map((lines) => lines.join('\n'))

/** A process environment for them. */
export const dollarVariables: Readonly<Record<string, string>> = {
  SHELL_A: 'from the shell',
  EMPTY: '',
  SET: '$B/$SET',
  LOOP: 'x$LOOP',
}
