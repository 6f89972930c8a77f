import { loaderNames } from '../src/core/loader-name.ts'
import { readingOfKey } from '../src/env-file/key-reading.ts'
import { loaders } from '../src/env-file/loaders/index.ts'
import { showReading } from '../src/env-file/show-reading.ts'
import { groupShownReadings } from '../src/reporters/readings.ts'

/** A small file, the variable to ask for (`K` if none is named), and what to learn from it. */
interface Example {
  readonly title: string
  readonly file: string
  readonly key?: string
}

const examples: readonly Example[] = [
  { title: 'Bare, without blanks', file: 'K=https://a.dev/cb' },
  { title: 'Double quotes', file: 'K="v"' },
  { title: 'Single quotes', file: "K='v'" },
  { title: 'Backticks', file: 'K=`v`' },
  { title: 'Blanks around `=`', file: 'K = v' },
  { title: 'A blank before the value', file: 'K= v' },
  { title: 'Blanks at the end', file: 'K=v  ' },
  { title: 'A comment behind the value', file: 'K=v # note' },
  { title: 'A comment behind quotes', file: 'K="v" # note' },
  { title: '`#` inside the value', file: 'K=pa#ss' },
  { title: '`#` inside quotes', file: 'K="pa#ss"' },
  { title: '`$word`', file: 'K=pa$word' },
  { title: '`$word` in single quotes', file: "K='pa$word'" },
  { title: 'A reference to another variable', file: 'A=x\nK=$\u007bA}/cb' },
  { title: 'A reference to nothing', file: 'K=$\u007bNOPE}/cb' },
  { title: 'A reference to itself', file: 'K=$K:/x' },
  { title: '`export`', file: 'export MPESA_ENV=v', key: 'MPESA_ENV' },
  { title: 'Blanks inside the value', file: 'K=Duka Yetu' },
  { title: 'Blanks inside the value of another variable', file: 'NAME=Duka Yetu\nK=v' },
  { title: '`KEY: value`', file: 'K: v' },
  { title: 'A key without `=`', file: 'K' },
  { title: 'A `;` comment above', file: '; note\nK=v' },
  { title: 'Set twice', file: 'K=a\nK=b' },
  { title: '`\\n` in double quotes', file: 'K="a\\nb"' },
  { title: 'An escaped quote', file: 'K="a\\"b"' },
  { title: 'A value over two lines', file: 'K="a\nb"' },
  { title: 'A byte order mark', file: '\ufeffK=v' },
  { title: 'Windows line ends', file: 'K=v\r\nZ=1\r\n' },
  { title: 'A command', file: 'K=$(date)' },
]

const surroundings = { variables: {}, nodeMajor: 22 }

/** docs/loaders.md: every cell is what our restatement of the loader reads when the documentation is generated. */
export function describeLoaders(): string {
  const rows = examples.map(({ title, file, key = 'K' }) => {
    const bytes = new TextEncoder().encode(`${file}\n`)
    const readings = loaderNames.map((name) =>
      showReading(readingOfKey(name, loaders[name].read(bytes, surroundings), key), false, () => ''),
    )
    const groups = groupShownReadings(readings)
      .map(({ loaders: names, shows }) => `${cell(shows)}: ${names === loaderNames.join(', ') ? 'all' : names}`)
      .join('<br>')
    return `| ${title} | ${file
      .replace(/[\r\n]+$/, '')
      .split('\n')
      .map(code)
      .join('<br>')} | ${groups} |`
  })
  return `${introduction}\n| what | in the file | what the app gets |\n|---|---|---|\n${rows.join('\n')}\n\n${notes}`
}

function cell(shown: string): string {
  return /^["'`]/.test(shown) ? code(shown.slice(1, -1)) : `**${shown.replaceAll('|', '\\|')}**`
}

/** Code in a table cell: its own backticks need a longer fence, and bars end a cell. */
function code(text: string): string {
  const visible = text.replaceAll('\ufeff', '⟨BOM⟩').replaceAll('\r', '⟨CR⟩').replaceAll('|', '\\|')
  return visible.includes('`') ? `\`\` ${visible} \`\`` : `\`${visible}\``
}

const introduction = `# How each loader reads an env file

Generated from the loaders (\`npm run docs\`): each cell is what \`mpesa-doctor\` says that the app gets. The same for one
variable of your own file:

\`\`\`sh
mpesa-doctor check-env --compare MPESA_CALLBACK_URL
\`\`\`

Only one spelling means the same to all of them: no quotes, no blanks, and nothing but letters, digits and
\`! % * + , - . / : = ? @ [ ] ^ _ { } ~\`. That is how \`mpesa-doctor\` writes a URL.
`

const notes = `## How exact this is

Each loader is restated from what the real one does, byte for byte, and compared with it on generated files where it can
run: \`dotenv\`, \`dotenv-expand\`, \`next\`, \`dotenvx\` and Node's parser in \`npm test\`; Python's three, PHP's, \`bash\`,
\`docker\` and \`bun\` in \`test/real\` where they are installed. \`MPESA_DOCTOR_FUZZ=100000\` makes the runs long.

| loader | restated from | other releases |
|---|---|---|
| dotenv | 16.6, 17.4, 18.0, which read alike | |
| dotenv-expand | 12.0.3 after dotenv | from 1000 on it runs commands |
| next | @next/env 16.4.6 | |
| node | Node 20.20 or Node 22 and 24, as the project or this machine has it | before 22 a line without \`=\` swallows the next name |
| dotenvx | 2.38.2 | |
| bun | 1.4.5 | |
| python-dotenv | 1.2.2 | 1.2.3 drops a byte order mark and pairs backslashes before a quote; 1.2.4 reads \`K= # note\` as empty |
| django-environ | 0.11.2 | 0.4 knows neither \`export\` nor comments; from 0.12 on \`#\` cuts nothing unless \`parse_comments\` is set |
| python-decouple | 3.8 | 3.6 reads alike |
| phpdotenv | 5.6.4 | 5.4 allows only ASCII names; 5.7 also takes \`export K=v\` with a name of one letter |
| docker | 28.2.2 | |
| sh | bash 5.2, \`set -a; . ./.env\` | |

Where the restatement stops, it says so instead of guessing:

- What a loader would run is never run. The variable is "not evaluated", and so is whatever refers to it.
- \`sh\`: from a here-document, \`case\`, \`for\`, \`[[\` or \`((\` on, the variables of the rest of the file are not evaluated;
  words that are commands are taken to set nothing. bash doubles the character 1 after a backslash in quotes; here it stays.
- \`next\`: a reference to \`\${constructor}\` is read as nothing; the real one gives an object's name.
- References that grow without end are followed up to 8 MiB or 8,000 steps in a file.
- \`dotenv-expand\` is taken to start from an empty environment, apart from what this shell has.
`
