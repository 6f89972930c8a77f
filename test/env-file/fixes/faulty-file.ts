import fc from 'fast-check'

const faultyLine = fc.oneof(
  fc.constantFrom(
    '',
    '# a comment',
    '; old',
    '// old=1',
    '  ;; MPESA_PASSKEY=x',
    'a junk line',
    'KEY_ONLY',
    '#A=1',
    "# it's",
    'B_2="never closed',
    '"',
    '<<<<<<< HEAD',
  ),
  fc
    .tuple(
      fc.constantFrom('', '', '', '  ', 'export ', '\texport  ', '\u00a0', '\ufeff'),
      fc.constantFrom('A', 'B_2', 'MPESA_CALLBACK_URL', 'MPESA_PASSKEY', 'MPESA_INITIATOR_PASSWORD', 'my-key'),
      fc.constantFrom('=', '=', '=', ' = ', '= ', '=\t', ': ', '\u00a0='),
      fc.constantFrom(
        '',
        'v',
        '"v"',
        "'v'",
        '`v`',
        '""',
        '"v w"',
        'v w',
        "it's here",
        'pa$A',
        `$\{A}/cb`,
        'x#y',
        '#y',
        '"x#y"',
        '"a\\nb"',
        'a\\b c',
        '"say \\"hi\\""',
        '“v”',
        '“v w”',
        'v\u200bw',
        '\u00a0v\u00a0',
        '" v "',
        "'v\u00a0'",
        '{"a":"b c"}',
        '$(date)',
        '"l1\nl2"',
        '"a"b',
        'true',
        'https://duka.co.ke/cb?x=1&y=2',
      ),
      fc.constantFrom('', '', '  ', '\t', ' # note', ' # say "hi"', '\t#', '#x'),
    )
    .map((parts) => parts.join('')),
)

/** Files with every fault that can be fixed, and many that cannot, on lines that disturb each other. */
export const faultyFile = fc
  .tuple(
    fc.constantFrom('', '', '\ufeff'),
    fc.array(faultyLine, { maxLength: 7 }),
    fc.constantFrom('\n', '\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([bom, lines, newline, ends]) => bom + lines.join(newline) + (ends && lines.length > 0 ? newline : ''))
