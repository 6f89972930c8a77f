import type { LoaderName } from '../core/loader-name.ts'
import type { ProjectCommand } from './command-lines.ts'

/** A command that reads an env file, with whose rules, and which files it names. */
export interface EnvFileUse {
  readonly loader: LoaderName
  readonly file: string
  readonly because: string
  readonly envFiles: readonly string[]
  /** Of several files the first one that sets a variable wins, not the last one. */
  readonly firstWins?: boolean
}

const containerPrograms = new Set(['docker', 'podman', 'nerdctl'])

/** Programs that take `--env-file`; what Node's relatives do with it is Node's own doing. */
const programs: Readonly<Record<string, LoaderName>> = {
  node: 'node',
  nodemon: 'node',
  tsx: 'node',
  'ts-node': 'node',
  'node-dev': 'node',
  nest: 'node',
  bun: 'bun',
  bunx: 'bun',
  dotenvx: 'dotenvx',
  uvicorn: 'python-dotenv',
  flask: 'python-dotenv',
}

export function findEnvFileUses(commands: readonly ProjectCommand[]): readonly EnvFileUse[] {
  return commands.flatMap((command) => useOf(command) ?? [])
}

function useOf(command: ProjectCommand): EnvFileUse | undefined {
  const { words, file } = command
  const sourced = command.isShell ? sourcedFile(words) : undefined
  if (sourced !== undefined) return { loader: 'sh', file, because: `sources \`${sourced}\``, envFiles: [sourced] }
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1))
  const dotenvx = names.indexOf('dotenvx')
  if (dotenvx !== -1 && names[dotenvx + 1] === 'run')
    return {
      loader: 'dotenvx',
      file,
      because: 'runs `dotenvx run`',
      envFiles: filesBehind(words, ['--env-file', '-f']),
      firstWins: !words.some((word) => word === '--overload' || word === '-o'),
    }
  const option = words.findIndex((word) => /^--env-file(?:-if-exists)?(?:=|$)/.test(word))
  if (option === -1) return undefined
  const before = names.slice(0, option)
  if (before.some((name) => containerPrograms.has(name)))
    return before.includes('compose') || !before.some((name) => name === 'run' || name === 'create')
      ? undefined
      : { loader: 'docker', file, because: 'starts a container with `--env-file`', envFiles: [] }
  const program = before.find((name) => Object.hasOwn(programs, name))
  const loader = program === undefined ? undefined : programs[program]
  return loader === undefined
    ? undefined
    : {
        loader,
        file,
        because: `runs \`${program}\` with \`--env-file\``,
        envFiles: filesBehind(words, ['--env-file', '--env-file-if-exists']),
      }
}

/** Words behind which a command begins, so that a `.` there is the shell's own. */
const openings = new Set(['then', 'do', 'else', '!', '-c', '@', '-'])

/** `. ./.env`, `source .env.local`: the file, if it is an env file by its name. */
function sourcedFile(words: readonly string[]): string | undefined {
  const index = words.findIndex((word) => /^@?(?:\.|source)$/.test(word))
  const next = words[index + 1]
  const opens = index === 0 || openings.has(words[index - 1] ?? '')
  if (index === -1 || !opens || next === undefined) return undefined
  // `source "$(dirname "$0")/.env"` has become several words.
  return (next.startsWith('$') ? words.slice(index + 1) : [next]).find((word) =>
    /(?:^|\/)\.env(?:\.[\w.-]+)?$/.test(word),
  )
}

function filesBehind(words: readonly string[], options: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const [option = '', attached] = splitOnce(word)
    const path = options.includes(option) ? (attached ?? words[index + 1]) : undefined
    return path === undefined || path.startsWith('-') ? [] : [path]
  })
}

function splitOnce(word: string): readonly [string, string?] {
  const at = word.indexOf('=')
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}
