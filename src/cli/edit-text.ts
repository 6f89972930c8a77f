import { rmSync } from 'node:fs'
import { compactJson, indentJson } from '../callbacks/json-layout.ts'
import { scanJson } from '../callbacks/json-nodes.ts'
import { usageError } from '../core/errors.ts'
import { printable } from '../core/printable.ts'
import type { Invocation } from './command.ts'
import { runEditor } from './run-editor.ts'

/**
 * Lets the user change a text in his editor. JSON on one line is shown indented and comes back on one line. Throws a usage
 * error, so that nothing is sent, if there is no terminal, if nothing was changed or all removed, if the editor fails, or
 * if what was JSON no longer is and the user does not insist.
 */
export async function editText(invocation: Invocation, text: string): Promise<string> {
  const { deps, globals } = invocation
  if (!deps.stdinIsTerminal || !deps.stderr.isTerminal || globals.input === false)
    throw usageError('edit-no-terminal', '`--edit` opens an editor, which needs a terminal and somebody who types', {
      summary: 'change single values with --set, e.g. `--set ResultCode=1032`',
    })
  const wasJson = scanJson(text) !== undefined
  const isCompact = wasJson && compactJson(text) === text
  const shown = isCompact ? indentJson(text) : text
  const file = await privateFile(wasJson ? 'callback.json' : 'callback.txt', shown)
  try {
    for (;;) {
      await runEditor(invocation, file.path)
      const saved = withoutAddedLine(await file.read(), shown)
      if (saved.trim() === '') throw nothingSent('The file was empty')
      if (saved === shown) throw nothingSent('Nothing was changed')
      if (!wasJson || scanJson(saved) !== undefined) return isCompact ? compactJson(saved) : saved
      const answer = await askWhatNow(invocation, saved)
      if (answer === 'send') return saved
      if (answer === 'stop') throw nothingSent('What was saved is no JSON')
    }
  } finally {
    file.remove()
  }
}

async function askWhatNow(invocation: Invocation, saved: string): Promise<'send' | 'edit' | 'stop'> {
  const { deps, output, signal } = invocation
  output.talk(`${output.talkPaint.yellow(output.glyphs.warn)} What was saved is no JSON any more: ${why(saved)}\n`)
  const answer = (await deps.ask('Send it all the same? [y]es, [e]dit again, [N]o: ', signal)).trim().toLowerCase()
  return /^y(?:es)?$/.test(answer) ? 'send' : /^e(?:dit)?$/.test(answer) ? 'edit' : 'stop'
}

function why(text: string): string {
  try {
    JSON.parse(text)
    return 'it is nested too deeply'
  } catch (error) {
    return printable((error as Error).message.replaceAll(/\s+/g, ' ')).slice(0, 160)
  }
}

/** Most editors end the last line, also where it had no end. */
function withoutAddedLine(saved: string, before: string): string {
  return /[\r\n]$/.test(before) ? saved : saved.replace(/\r?\n$/, '')
}

function nothingSent(what: string): Error {
  return usageError('edit-aborted', `${what}, so nothing was sent`)
}

/** In a folder of its own, for its owner only; it is gone however this program ends. */
async function privateFile(name: string, text: string) {
  const [{ mkdtemp, readFile, writeFile }, { tmpdir }, { join }] = await Promise.all([
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
  ])
  const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-edit-'))
  const sweep = (): void => rmSync(folder, { recursive: true, force: true })
  // A second Ctrl-C ends the program at once.
  process.once('exit', sweep)
  const path = join(folder, name)
  await writeFile(path, text, { mode: 0o600 })
  return {
    path,
    read: () => readFile(path, 'utf8').catch(() => ''),
    remove() {
      sweep()
      process.off('exit', sweep)
    },
  }
}
