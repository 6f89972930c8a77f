export type SetLines =
  | { readonly ok: true; readonly set: readonly string[] }
  | { readonly ok: false; readonly line: number }

/** Reads `path=value` lines; empty ones do not count. Not ok: the first line, counted from 1, that is none. */
export function readSetLines(text: string): SetLines {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const wrong = lines.findIndex((line) => line !== '' && !/^[^=\s][^=]*=/.test(line))
  return wrong === -1 ? { ok: true, set: lines.filter((line) => line !== '') } : { ok: false, line: wrong + 1 }
}
