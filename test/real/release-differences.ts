/**
 * What other releases than the restated ones read differently. A disagreement about a file that such a difference
 * touches says nothing; the patterns are wide on purpose, and the tests count what they excuse.
 */

const textOf = (file: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(file)

/** 1.2.3 skips a byte order mark and reads a backslash before a quote in pairs; 1.2.4 takes `= #` for a comment. */
export function newerPythonDotenvDiffers(file: Uint8Array): boolean {
  return /^\ufeff|\\[\s\S]*["']|["'][\s\S]*\\|=[\s\x1c-\x1f\x85]+#/.test(textOf(file))
}

/**
 * Before 0.11: no `export`, no comments, no white space around single quotes, every backslash in double quotes dropped,
 * the first of several definitions wins. From 0.12 on: no comments.
 */
export function otherDjangoEnvironDiffers(file: Uint8Array): boolean {
  return /#|export |\\[rnt]|[\s\x1c-\x1f\x85]'|'[\s\x1c-\x1f\x85]|([A-Za-z_0-9]+)=[\s\S]*\1=/m.test(textOf(file))
}

/**
 * Before 5.5: names of ASCII only, and a line inside a multi-line value may begin another. Before 5.6.4: no form feed, but
 * a NUL, after `export`. From 5.7 on `export` may stand before a name of one character.
 */
export function otherPhpdotenvDiffers(file: Uint8Array): boolean {
  return /[^\0-\x7f]|="[\s\S]*="|export\s*[\f\0]|export\s+.\s*(?:=|$)/m.test(textOf(file))
}
