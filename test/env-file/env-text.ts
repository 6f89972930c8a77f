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
