import type { ProjectFacts } from './facts.ts'
import type { JsonManifest } from './json-manifest.ts'

/** One command that the project's own files run, as words without quotes. */
export interface ProjectCommand {
  /** Where it stands. */
  readonly file: string
  /** Scripts are read by a shell, container files and lists of processes are not quite. */
  readonly isShell: boolean
  readonly words: readonly string[]
}

const maxLineLength = 2_000
const shellFiles = /\.sh$|^\.envrc$|^(?:GNU)?Makefile$|^justfile$|^Taskfile\.ya?ml$|^Procfile/i
const containerFiles = /^(?:Dockerfile|Containerfile)/i
/** What is run every day comes before what is run once. */
const firstScripts = ['dev', 'start:dev', 'develop', 'start', 'serve']

/** Commands that may have to do with env files or Bun: of package scripts, makefiles, shell scripts, process lists, images. */
export function projectCommands({ texts }: ProjectFacts, { scripts }: JsonManifest): readonly ProjectCommand[] {
  const names = [...scripts.keys()]
  const sorted = [
    ...firstScripts.filter((name) => scripts.has(name)),
    ...names.filter((name) => !firstScripts.includes(name)),
  ]
  const commands = sorted.flatMap((name) => commandsIn('package.json', scripts.get(name) ?? '', true))
  for (const [file, text] of texts) if (shellFiles.test(file)) commands.push(...commandsIn(file, text, true))
  for (const [file, text] of texts) if (containerFiles.test(file)) commands.push(...commandsIn(file, text, false))
  return commands
}

/** Taking a line apart is slow; hardly any has to do with env files. */
function mayMatter(text: string): boolean {
  return text.includes('env') || text.includes('bun')
}

function commandsIn(file: string, text: string, isShell: boolean): ProjectCommand[] {
  const commands: ProjectCommand[] = []
  if (!mayMatter(text)) return commands
  for (const line of text.replaceAll('\\\r\n', ' ').replaceAll('\\\n', ' ').split('\n')) {
    // Nothing that matters here, a comment, and what no person has written.
    if (!mayMatter(line) || line.trimStart().startsWith('#') || line.length > maxLineLength) continue
    for (const part of line.split(/&&|\|\||[;|]/)) {
      const words = part
        .replace(/["'`,[\](){}]/g, ' ')
        .split(/\s+/)
        .filter((word) => word !== '')
      if (words.length > 0) commands.push({ file, isShell, words })
    }
  }
  return commands
}
