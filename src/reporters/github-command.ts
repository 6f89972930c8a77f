import { escapeInvisible, oneLine } from './json-text.ts'

export type AnnotationLevel = 'error' | 'warning' | 'notice'

export interface Annotation {
  readonly level: AnnotationLevel
  readonly title: string
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** One workflow command on one line; escaping as the runner undoes it. */
export function annotationCommand({ level, title, message, file, line, column }: Annotation): string {
  const properties = Object.entries({ file: file?.replaceAll('\\', '/'), line, col: column, title })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${level} ${properties.join(',')}::${escapeData(message)}`
}

/**
 * A line that the runner only prints. `##[` is its older command syntax, which it obeys anywhere in a line; a command of
 * today stands at the beginning.
 */
export function plainLine(text: string): string {
  return oneLine(text).replaceAll('##[', '## [').replace(/^::/, ': :')
}

function escapeData(text: string): string {
  return escapeInvisible(text.replaceAll('\r\n', '\n')).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
