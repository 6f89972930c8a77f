/** Longer lines are cut: what is looked for stands at their beginning. */
const LONGEST_LINE = 8_192

// Colours, cursor movements, titles.
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/**
 * Cuts what comes in pieces into lines, without escape sequences. The beginning of a line is told as well each time that
 * more of it came, because a question waits there for an answer.
 */
export function createLineReader(onLine: (text: string, complete: boolean) => void): (piece: string) => void {
  let rest = ''
  return (piece) => {
    const lines = `${rest}${piece}`.split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE)
    for (const line of lines) if (line !== '') onLine(plain(line.slice(0, LONGEST_LINE)), true)
    if (rest !== '') onLine(plain(rest), false)
  }
}

function plain(text: string): string {
  return text.replace(escapes, '')
}
