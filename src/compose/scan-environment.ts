import { type ComposeEntry, splitListItem } from './environment-entry.ts'

/**
 * The same by looking at lines alone, for a file that is not valid YAML, and often enough not because of what is looked
 * for here: what is indented under an `environment:` line.
 */
export function scanComposeEnvironment(text: string): readonly ComposeEntry[] {
  const entries: ComposeEntry[] = []
  let depth: number | undefined
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const line = whole.trimEnd()
    const content = line.trimStart()
    if (content === '' || content.startsWith('#')) continue
    const indent = line.length - content.length
    const isItem = content.startsWith('- ')
    if (depth !== undefined && (indent > depth || (isItem && indent === depth))) {
      const entry = isItem ? splitListItem(unquote(content.slice(2)), index + 1) : splitPair(content, index + 1)
      if (entry !== undefined) entries.push(entry)
      continue
    }
    depth = /^environment:\s*(?:[&#].*)?$/.test(content) ? indent : undefined
  }
  return entries
}

function splitPair(content: string, line: number): ComposeEntry | undefined {
  const [, key, raw = ''] = /^["']?([A-Za-z_][\w.-]*)["']?\s*:(?:\s+(.*))?$/.exec(content) ?? []
  if (key === undefined) return undefined
  const value = unquote(raw)
  return { key, value: value === '' || value === '~' || value === 'null' ? null : value, line }
}

function unquote(raw: string): string {
  const text = raw.trim()
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(text)
  return quoted?.[2] ?? text.replace(/\s+#.*$/, '')
}
