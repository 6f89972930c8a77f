import { escapeInvisible } from './json-text.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Character data. What XML 1.0 cannot hold even as a reference (controls, lone surrogates) is spelled out. */
export function escapeXmlText(text: string): string {
  return escapeInvisible(text.replaceAll('\r\n', '\n')).replace(/[&<>]/g, (character) => entities[character] ?? '')
}

/** An attribute's value for double quotes. Line feeds are references: a parser would turn them into blanks. */
export function escapeXmlAttribute(text: string): string {
  return escapeInvisible(text.replaceAll('\r\n', '\n')).replace(/[&<>"'\n\t]/g, (found) => entities[found] ?? '')
}

/** An element; `content` is XML already, one part a line, or one text that is taken as it is. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] | string = [],
): string {
  const start = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXmlAttribute(String(value))}"`),
  ].join(' ')
  if (typeof content === 'string') return `<${start}>${escapeXmlText(content)}</${name}>`
  if (content.length === 0) return `<${start}/>`
  return [`<${start}>`, ...content, `</${name}>`].join('\n')
}
