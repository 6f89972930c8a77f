import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import { portOfCommand, servesFrontEnd } from '../stack/command-port.ts'
import { defaultPortOf, type PortHint } from '../stack/default-ports.ts'
import { readJsonManifest } from '../stack/json-manifest.ts'

/** What is run every day. */
const scriptNames = ['dev', 'start:dev', 'develop', 'start', 'serve']
const maxBytes = 262_144

interface TellingFile {
  readonly name: RegExp
  read(text: string, file: string): readonly PortHint[]
}

/** Files that say on which port the app listens, and servers that no other probe knows. */
const tellingFiles: readonly TellingFile[] = [
  { name: /^package\.json$/, read: fromScripts },
  { name: /^Procfile(?:\.dev)?$/, read: fromProcfile },
  {
    name: /^\.flaskenv$/,
    read: (text, file) =>
      hintOf(/^\s*(?:export\s+)?FLASK_RUN_PORT\s*=\s*["']?(\d{2,5})/m.exec(text)?.[1], `\`${file}\` sets it`),
  },
  {
    name: /^vite\.config\.[cm]?[jt]s$/,
    read: (text, file) =>
      hintOf(/\bserver\s*:\s*\{[^}]{0,400}?\bport\s*:\s*(\d{2,5})/.exec(text)?.[1], `\`${file}\` sets it`, true),
  },
  {
    name: /^Gemfile$/,
    read: (text) => (/^\s*gem\s+["']rails["']/m.test(text) ? hintOf('3000', "Rails' default") : []),
  },
  {
    name: /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/,
    read: (text) => (text.includes('spring-boot') ? hintOf('8080', "Spring Boot's default") : []),
  },
]

/** Ports on which this project's app listens if it does as its files say, the likeliest first. */
export const portHints: Probe<readonly PortHint[]> = {
  id: 'port-hints',
  activity: "reading which port the app's own files name",
  async run({ ports, project }) {
    const listing = await ports.files.list(project.folder)
    const names = listing.kind === 'listed' ? listing.entries.map(({ name }) => name).sort() : []
    const said: PortHint[] = []
    for (const { name, read } of tellingFiles) {
      const file = names.find((candidate) => name.test(candidate))
      if (file === undefined) continue
      const content = await ports.files.read(`${project.folder}/${file}`, { maxBytes })
      if (content.kind === 'read') said.push(...read(new TextDecoder().decode(content.bytes), file))
    }
    const usual = project.stack.frameworks.flatMap(({ name }) => defaultPortOf(name) ?? [])
    return observed([...said, ...usual])
  },
}

function fromScripts(text: string, file: string): readonly PortHint[] {
  const { scripts } = readJsonManifest(text)
  return scriptNames.flatMap((name) => fromCommand(scripts.get(name) ?? '', file))
}

function fromProcfile(text: string, file: string): readonly PortHint[] {
  return text.split('\n').flatMap((line) => (/^\s*web\s*:/.test(line) ? fromCommand(line, file) : []))
}

/** Of several commands in a line each has its own port. */
function fromCommand(line: string, file: string): readonly PortHint[] {
  return line.split(/&&|\|\||[;|&]/).flatMap((command) => {
    const port = portOfCommand(command)
    const shown = command
      .replace(/^\s*web\s*:/, '')
      .trim()
      .slice(0, 60)
    return port === undefined ? [] : hintOf(String(port), `\`${file}\` runs \`${shown}\``, servesFrontEnd(command))
  })
}

function hintOf(port: string | undefined, how: string, isFrontEnd = false): readonly PortHint[] {
  if (port === undefined || Number(port) > 65_535) return []
  return [{ port: Number(port), how, ...(isFrontEnd ? { isFrontEnd: true as const } : {}) }]
}
