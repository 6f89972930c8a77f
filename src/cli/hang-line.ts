import { stripVTControlCharacters } from 'node:util'

/** A line in parts that are never broken, each shown behind a blank. */
export interface PartedLine {
  readonly head: string
  readonly parts: readonly string[]
  /** Columns by which what does not fit stands in. */
  readonly hang: number
}

/** In a terminal of so many columns; null where lines may be as long as they are. Parts may be coloured. */
export function hangLine({ head, parts, hang }: PartedLine, columns: number | null): string {
  const lines: string[] = []
  let line = head
  for (const part of parts) {
    const longer = `${line} ${part}`
    if (columns === null || stripVTControlCharacters(longer).length <= columns) line = longer
    else {
      lines.push(line)
      line = `${' '.repeat(hang)}${part.trimStart()}`
    }
  }
  return [...lines, line].join('\n')
}
