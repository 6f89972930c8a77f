import { envFile } from '../../helpers/run-cli.ts'
import { type EnvCase, withLine } from './run-env-checks.ts'

const key = 'Zk3qT8vB1nYx0PfL7sWd2RuH6mCe9AjG'
const callback = 'https://duka.co.ke/api/payments/callback'
const url = (line: string): string => withLine('MPESA_CALLBACK_URL', line)
const secret = (line: string): string => withLine('MPESA_CONSUMER_SECRET', line)
const password = (value: string): string => `${envFile()}MPESA_INITIATOR_PASSWORD=${value}\n`
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const guess: EnvCase = { loaders: ['dotenv', 'python-dotenv', 'phpdotenv'], guess: true }

export type FaultRow = readonly [what: string, env: string | Uint8Array, options: EnvCase, faults: readonly string[]]

/** Files with faults, who reads them, and what is said of them; by topic. */
export const faultRows: Readonly<Record<string, readonly FaultRow[]>> = {
  'blanks around names and values': [
    ['around the sign, kept by nobody', url(`MPESA_CALLBACK_URL = ${callback}`), {}, []],
    [
      'around the sign, with a loader that loses the name',
      url(`MPESA_CALLBACK_URL = ${callback}`),
      { loaders: ['django-environ'] },
      ['error env/whitespace', 'error env/variable-missing'],
    ],
    [
      'around the sign, with docker, which refuses the file',
      url(`MPESA_CALLBACK_URL = ${callback}`),
      { loaders: ['python-dotenv', 'docker'] },
      ['error env/whitespace'],
    ],
    [
      'around the sign of somebody else’s variable, with docker',
      `PORT = 3000\n${envFile()}`,
      { loaders: ['dotenv', 'docker'] },
      ['error env/whitespace'],
    ],
    [
      'behind the sign, with docker',
      url(`MPESA_CALLBACK_URL= ${callback}`),
      { loaders: ['docker'] },
      ['error env/whitespace'],
    ],
    [
      'at the end, with docker',
      url(`MPESA_CALLBACK_URL=${callback}  `),
      { loaders: ['docker'] },
      ['error env/whitespace'],
    ],
    ['at the end, kept by nobody', url(`MPESA_CALLBACK_URL=${callback}  `), { loaders: ['phpdotenv'] }, []],
    ['before the name', `  ${url(`  MPESA_CALLBACK_URL=${callback}`).trim()}\n`, { loaders: ['python-dotenv'] }, []],
    ['inside the quotes, whoever reads it', url(`MPESA_CALLBACK_URL="${callback} "`), {}, ['error env/whitespace']],
    ['inside the quotes, of an unknown app', url(`MPESA_CALLBACK_URL="${callback} "`), guess, ['error env/whitespace']],
    ['before a comment, which is the comment’s', url(`MPESA_CALLBACK_URL=${callback}   # note`), {}, []],
  ],
  'values with blanks': [
    [
      'somebody else’s, with Laravel',
      `APP_NAME=Duka Yetu\n${envFile()}`,
      { loaders: ['phpdotenv'] },
      ['error env/unquoted-space'],
    ],
    ['somebody else’s, with dotenv', `APP_NAME=Duka Yetu\n${envFile()}`, {}, []],
    ['somebody else’s, of an unknown app', `APP_NAME=Duka Yetu\n${envFile()}`, guess, ['info env/unquoted-space']],
    [
      'ours, with Laravel',
      `${envFile()}MPESA_INITIATOR_NAME=duka api\n`,
      { loaders: ['phpdotenv'] },
      ['error env/unquoted-space'],
    ],
    ['ours, taken by all', `${envFile()}MPESA_INITIATOR_NAME=duka api\n`, {}, ['info env/unquoted-space']],
    ['ours, of an unknown app', `${envFile()}MPESA_INITIATOR_NAME=duka api\n`, guess, ['info env/unquoted-space']],
    ['quoted', `${envFile()}MPESA_INITIATOR_NAME="duka api"\n`, { loaders: ['phpdotenv'] }, []],
    [
      'an `&` that splits the line in a shell',
      url(`MPESA_CALLBACK_URL=${callback}?a=1&b=2`),
      { loaders: ['dotenv', 'sh'] },
      ['error env/unquoted-space'],
    ],
    ['an `&` that no loader in use minds', url(`MPESA_CALLBACK_URL=${callback}?a=1&b=2`), {}, []],
  ],
  'characters that nobody sees': [
    [
      'a no-break space inside',
      secret('MPESA_CONSUMER_SECRET=b7Xw2LqP\u00a09dKs4Nf'),
      {},
      ['error env/invisible-character'],
    ],
    [
      'a zero-width space at the end',
      url(`MPESA_CALLBACK_URL=${callback}\u200b`),
      {},
      ['error env/invisible-character'],
    ],
    ['a bidi mark', url(`MPESA_CALLBACK_URL=\u202a${callback}`), guess, ['error env/invisible-character']],
    ['typographic quotes', url(`MPESA_CALLBACK_URL=“${callback}”`), {}, ['error env/invisible-character']],
    [
      'typographic quotes around a value with a blank, with Laravel',
      `${envFile()}MPESA_INITIATOR_NAME=“duka api”\n`,
      { loaders: ['phpdotenv'] },
      ['error env/invisible-character'],
    ],
    [
      'a form feed that is dropped',
      secret('MPESA_CONSUMER_SECRET=b7Xw2LqP9dKs4NfGt1Rz8Vm3\f'),
      {},
      ['info env/invisible-character'],
    ],
    [
      'a form feed that is kept',
      secret('MPESA_CONSUMER_SECRET=b7Xw2LqP9dKs4NfGt1Rz8Vm3\f'),
      { loaders: ['docker'] },
      ['error env/invisible-character'],
    ],
    [
      'a line separator',
      url(`MPESA_CALLBACK_URL=${callback}\u2028x`),
      { loaders: ['python-dotenv'] },
      ['error env/invisible-character'],
    ],
    ['a next-line character', url(`MPESA_CALLBACK_URL=${callback}\u0085x`), {}, ['error env/invisible-character']],
    [
      'one in a name',
      secret('MPESA_CONSUMER_SECRET\u200b=b7Xw2LqP9dKs4NfGt1Rz8Vm3'),
      { loaders: ['python-decouple'] },
      ['error env/invisible-character', 'error env/variable-missing'],
    ],
    ['one in somebody else’s value', `NAME=a\u200bb\n${envFile()}`, {}, []],
    ['letters with accents', `${envFile()}MPESA_INITIATOR_NAME=Zoë\n`, {}, []],
  ],
  quotes: [
    [
      'kept by docker beside a loader that does not',
      url(`MPESA_CALLBACK_URL="${callback}"`),
      { loaders: ['dotenv', 'docker'] },
      ['warning env/quotes-kept'],
    ],
    [
      'kept by every loader in use',
      url(`MPESA_CALLBACK_URL='${callback}'`),
      { loaders: ['docker'] },
      ['error env/quotes-kept'],
    ],
    ['taken off by all', url(`MPESA_CALLBACK_URL="${callback}"`), guess, []],
    ['kept by docker, in somebody else’s variable', `NAME="Duka"\n${envFile()}`, { loaders: ['docker'] }, []],
    ['never closed', url(`MPESA_CALLBACK_URL="${callback}`), {}, ['error env/unterminated-quote']],
    [
      'with text behind it',
      url(`MPESA_CALLBACK_URL="${callback}"x`),
      { loaders: ['python-dotenv'] },
      ['error env/unterminated-quote', 'error env/variable-missing'],
    ],
    [
      'closed by the quote of another variable',
      'A="1"\nMPESA_PASSKEY="abc\nMPESA_SHORTCODE=174379\nMPESA_CONSUMER_KEY=xyz"\n',
      {},
      [
        'error env/unterminated-quote',
        ...['KEY', 'SECRET', 'SHORTCODE', 'CALLBACK_URL'].map(() => 'error env/variable-missing'),
      ],
    ],
    [
      'around a value of several lines',
      secret('MPESA_CONSUMER_SECRET="b7Xw2LqP9d\nKs4NfGt1Rz8Vm3"'),
      {},
      ['warning env/multiline'],
    ],
    [
      'around somebody else’s key, with docker',
      `KEY="-----BEGIN KEY-----\nabc\n-----END KEY-----"\n${envFile()}`,
      { loaders: ['docker'] },
      ['error env/multiline'],
    ],
  ],
  'comments and hashes': [
    [
      'a comment that docker keeps',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE=174379 # sandbox'),
      { loaders: ['python-dotenv', 'docker'] },
      ['warning env/inline-comment'],
    ],
    [
      'a comment that every loader keeps',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE=174379 # sandbox'),
      { loaders: ['python-decouple'] },
      ['error env/inline-comment'],
    ],
    [
      'a comment that leaves a blank',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE=174379 # sandbox'),
      { loaders: ['dotenv', 'django-environ'] },
      ['warning env/inline-comment'],
    ],
    [
      'a comment in place of a value',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE= # fill in'),
      { loaders: ['dotenv', 'docker'] },
      ['error env/inline-comment', 'error env/variable-empty'],
    ],
    [
      'a comment behind quotes',
      url(`MPESA_CALLBACK_URL="${callback}" # note`),
      { loaders: ['dotenv', 'django-environ'] },
      ['warning env/inline-comment'],
    ],
    ['a comment that nobody keeps', url(`MPESA_CALLBACK_URL="${callback}" # note`), guess, []],
    ['a hash that cuts', password('Duka#2026'), {}, ['error env/hash-truncates']],
    [
      'a hash that cuts for some',
      password('Duka#2026'),
      { loaders: ['python-dotenv', 'phpdotenv'] },
      ['error env/hash-truncates'],
    ],
    ['a hash that cuts for some, of an unknown app', password('Duka#2026'), guess, ['warning env/hash-truncates']],
    ['a hash that cuts for nobody', password('Duka#2026'), { loaders: ['python-dotenv', 'docker'] }, []],
    ['a hash in quotes', password('"Duka#2026"'), { loaders: ['dotenv', 'python-dotenv', 'phpdotenv'] }, []],
    [
      'a hash in quotes, with django-environ',
      password('"Duka#2026"'),
      { loaders: ['django-environ'] },
      ['error env/hash-truncates'],
    ],
    [
      'a hash at the start',
      secret('MPESA_CONSUMER_SECRET=#b7Xw2LqP9dKs4NfGt1Rz8Vm3'),
      {},
      ['error env/hash-truncates', 'error env/variable-empty'],
    ],
  ],
  export: [
    [
      'passed over',
      envFile()
        .replaceAll(/^/gm, 'export ')
        .replace(/export $/, ''),
      {},
      ['info env/export-prefix'],
    ],
    ['refused', envFile().replace('MPESA_S', 'export MPESA_S'), { loaders: ['docker'] }, ['error env/export-prefix']],
    [
      'taken for a part of the name',
      envFile().replace('MPESA_S', 'export MPESA_S'),
      { loaders: ['python-decouple'] },
      ['error env/export-prefix', 'error env/variable-missing'],
    ],
    [
      'before somebody else’s variable, refused',
      `export PORT=1\n${envFile()}`,
      { loaders: ['dotenv', 'docker'] },
      ['error env/export-prefix'],
    ],
    ['before somebody else’s variable, passed over', `export PORT=1\n${envFile()}`, {}, []],
    [
      'of an unknown app',
      envFile().replace('MPESA_S', 'export MPESA_S'),
      { loaders: ['dotenv', 'python-decouple'], guess: true },
      ['info env/export-prefix'],
    ],
  ],
  'lines that are none': [
    ['words', `these are words\n${envFile()}`, { loaders: ['python-dotenv'] }, ['warning env/junk-line']],
    ['words, with Laravel', `these are words\n${envFile()}`, { loaders: ['phpdotenv'] }, ['error env/junk-line']],
    ['a comment of another language', `// note\n${envFile()}`, {}, ['warning env/foreign-comment']],
    [
      'a comment of another language, with docker',
      `; a note\n${envFile()}`,
      { loaders: ['docker'] },
      ['error env/foreign-comment'],
    ],
    [
      'a name alone',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE'),
      {},
      ['error env/no-value', 'error env/variable-missing'],
    ],
    ['somebody else’s name alone', `DEBUG\n${envFile()}`, { loaders: ['docker', 'dotenv'] }, []],
    [
      'somebody else’s name alone, which takes the next line along in Node 20',
      `DEBUG\n${envFile({ MPESA_ENVIRONMENT: undefined })}`,
      { loaders: ['node'], nodeMajor: 20 },
      ['error env/no-value', 'error env/variable-missing'],
    ],
    [
      'a colon',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE: 174379'),
      { loaders: ['python-dotenv'] },
      ['error env/colon-separator', 'error env/variable-missing'],
    ],
    [
      'a colon that is understood',
      withLine('MPESA_SHORTCODE', 'MPESA_SHORTCODE: 174379'),
      {},
      ['error env/colon-separator'],
    ],
    [
      'somebody else’s colon, refused',
      `PORT: 3000\n${envFile()}`,
      { loaders: ['phpdotenv'] },
      ['error env/colon-separator'],
    ],
    ['somebody else’s colon', `PORT: 3000\n${envFile()}`, {}, []],
    ['a name with a dash, refused', `my-key=1\n${envFile()}`, { loaders: ['phpdotenv'] }, ['error env/bad-key']],
    ['a name with a dash', `my-key=1\nmy.key=2\nother=3\n${envFile()}`, {}, []],
    [
      'our name in small letters',
      withLine('MPESA_SHORTCODE', 'mpesa_shortcode=174379'),
      {},
      ['warning env/bad-key', 'error env/variable-missing'],
    ],
    [
      'our name with a blank',
      withLine('MPESA_SHORTCODE', 'MPESA SHORTCODE=174379'),
      {},
      ['warning env/bad-key', 'error env/variable-missing'],
    ],
  ],
  'references and commands': [
    [
      'resolved by all',
      `HOST=duka.co.ke\n${url(`MPESA_CALLBACK_URL=https://\${HOST}/cb`)}`,
      { loaders: ['python-dotenv', 'phpdotenv'] },
      [],
    ],
    [
      'resolved by none',
      `HOST=duka.co.ke\n${url(`MPESA_CALLBACK_URL=https://\${HOST}/cb`)}`,
      {},
      ['error env/interpolation'],
    ],
    [
      'resolved by some',
      `HOST=duka.co.ke\n${url(`MPESA_CALLBACK_URL=https://\${HOST}/cb`)}`,
      { loaders: ['python-dotenv', 'docker'] },
      ['warning env/interpolation'],
    ],
    [
      'to nothing',
      url(`MPESA_CALLBACK_URL=https://\${HOST}/cb`),
      { loaders: ['python-dotenv'] },
      ['error env/interpolation'],
    ],
    [
      'to nothing, in some loaders, of an unknown app',
      url(`MPESA_CALLBACK_URL=https://\${HOST}/cb`),
      guess,
      ['warning env/interpolation'],
    ],
    [
      'to itself',
      url(`MPESA_CALLBACK_URL=\${MPESA_CALLBACK_URL}/cb`),
      { loaders: ['python-dotenv'] },
      ['error env/interpolation'],
    ],
    [
      'to a variable of the shell',
      url(`MPESA_CALLBACK_URL=https://\${HOST}/cb`),
      { loaders: ['python-dotenv'], process: { HOST: 'duka.co.ke' } },
      [],
    ],
    [
      'that ends in an error',
      `HOST=https://duka.co.ke\n${url('MPESA_CALLBACK_URL=$HOST/cb')}`,
      { loaders: ['django-environ'] },
      ['error env/interpolation'],
    ],
    ['a dollar that is expanded', password('pa$word1'), { loaders: ['dotenv-expand'] }, ['error env/dollar-expands']],
    [
      'a dollar that is expanded in single quotes',
      password("'pa$word1'"),
      { loaders: ['bun'] },
      ['error env/dollar-expands'],
    ],
    ['a dollar in single quotes, in a shell', password("'pa$word1'"), { loaders: ['sh'] }, []],
    ['a dollar that stays', password('pa$word1'), guess, []],
    ['a command', secret('MPESA_CONSUMER_SECRET=$(cat /run/secret)'), {}, ['error env/command-substitution']],
    [
      'a command that would be run',
      secret('MPESA_CONSUMER_SECRET="$(cat /run/secret)"'),
      { loaders: ['sh'] },
      ['error env/command-substitution'],
    ],
    [
      'backticks for quotes',
      url(`MPESA_CALLBACK_URL=\`${callback}\``),
      { loaders: ['dotenv', 'python-dotenv'] },
      ['error env/command-substitution'],
    ],
  ],
  backslashes: [
    ['before n, in double quotes', password('"pa\\nss12"'), {}, ['warning env/escapes']],
    [
      'before n, read differently',
      password('"pa\\nss12"'),
      { loaders: ['python-dotenv', 'python-decouple'] },
      ['warning env/escapes'],
    ],
    ['before n, bare', password('pa\\nss12'), { loaders: ['dotenv', 'python-dotenv'] }, []],
    ['bare, in a shell', password('pa\\nss12'), { loaders: ['sh'] }, ['warning env/escapes']],
    ['a path in double quotes', `${envFile()}MPESA_INITIATOR_NAME="C:\\new\\table"\n`, {}, ['error env/escapes']],
    ['before a quote', password('"pa\\"ss12"'), { loaders: ['dotenv', 'python-dotenv'] }, ['warning env/escapes']],
  ],
  'the file as a whole': [
    ['a byte order mark', `\ufeff${envFile()}`, { loaders: ['python-decouple'] }, ['error env/bom']],
    [
      'a byte order mark before the only key',
      `\ufeff${envFile({ MPESA_ENVIRONMENT: undefined })}`,
      { loaders: ['python-decouple'] },
      ['error env/bom', 'error env/variable-missing'],
    ],
    ['a byte order mark before a comment', `\ufeff# note\n${envFile()}`, {}, ['info env/bom']],
    [
      'a Latin-1 letter',
      latin1(`${envFile()}MPESA_INITIATOR_NAME=caf\xe9\n`),
      { loaders: ['python-dotenv'] },
      ['error env/not-utf8'],
    ],
    ['a Latin-1 letter in a comment, with dotenv', latin1(`# caf\xe9\n${envFile()}`), {}, ['info env/not-utf8']],
    [
      'a Latin-1 letter in a comment, with docker',
      latin1(`# caf\xe9\n${envFile()}`),
      { loaders: ['docker'] },
      ['error env/not-utf8'],
    ],
    ['a NUL byte', `${envFile()}MPESA_INITIATOR_NAME=a\0b\n`, {}, ['error env/not-utf8']],
    ['CR alone', envFile().replaceAll('\n', '\r'), {}, ['error env/line-endings']],
    ['mixed line ends', envFile().replace('\n', '\r\n'), {}, ['info env/line-endings']],
    ['CRLF', envFile().replaceAll('\n', '\r\n'), guess, []],
    ['CRLF, in a shell', envFile().replaceAll('\n', '\r\n'), { loaders: ['sh'] }, ['warning env/line-endings']],
    [
      'a merge conflict, and nothing else of the lines in it',
      `${envFile()}<<<<<<< HEAD\nMPESA_SHORTCODE=1 # a\n=======\nMPESA_SHORTCODE= 2\n>>>>>>> b\n`,
      { loaders: ['docker'] },
      ['error env/merge-conflict'],
    ],
    ['an ornament of `=`', `=======\n${envFile()}`, {}, ['warning env/junk-line']],
    ['a variable that is set twice', `${envFile()}MPESA_SHORTCODE=174379\n`, {}, ['error env/duplicate-key']],
    [
      'an alias that is set twice',
      `${envFile()}MPESA_TILL=5123456\nMPESA_TILL=5123457\n`,
      {},
      ['error env/duplicate-key'],
    ],
  ],
  'words of Laravel': [
    [
      'null',
      `${envFile()}MPESA_RESULT_URL=null\n`,
      { loaders: ['phpdotenv'], frameworks: ['Laravel'] },
      ['warning env/laravel-literal'],
    ],
    [
      '(true)',
      `${envFile()}MPESA_INITIATOR_NAME=(true)\n`,
      { loaders: ['phpdotenv'], frameworks: ['Laravel'] },
      ['warning env/laravel-literal'],
    ],
    ['in another framework', `${envFile()}MPESA_INITIATOR_NAME=(true)\n`, { loaders: ['phpdotenv'] }, []],
    [
      'of a variable that is not ours',
      `${envFile()}APP_DEBUG=true\n`,
      { loaders: ['phpdotenv'], frameworks: ['Laravel'] },
      [],
    ],
  ],
  'values of the example': [
    ['a secret', envFile(), { example: `MPESA_CONSUMER_KEY=${key}\n` }, ['error env/placeholder']],
    ['what is public', envFile(), { example: `${envFile({ MPESA_CONSUMER_KEY: '', MPESA_CONSUMER_SECRET: '' })}` }, []],
    ['a placeholder there', envFile(), { example: 'MPESA_CONSUMER_KEY=your-consumer-key\n' }, []],
  ],
  'variables under other names': [
    [
      'configured',
      `${envFile({ MPESA_CALLBACK_URL: undefined })}HOOK="${callback} "\n`,
      { names: { MPESA_CALLBACK_URL: 'HOOK' } },
      ['error env/whitespace'],
    ],
    ['known', `${envFile()}DARAJA_PASSKEY="abcdef "\n`, {}, ['error env/whitespace']],
  ],
}
