import { LineCounter, parseDocument } from 'yaml'
import { usageError } from '../core/errors.ts'

/** The value of a YAML config file; a usage error with the line if it is no YAML. */
export function parseYaml(content: string, shownPath: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(content, { lineCounter })
  const [error] = document.errors
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0])
    throw usageError('config-invalid', `${shownPath}:${line} is not valid YAML: ${error.message.split('\n')[0] ?? ''}`)
  }
  return document.toJS()
}
