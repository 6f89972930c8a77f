// Anything that moves the cursor, colours, rings or reorders text when a terminal prints it.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text from a server or a file made safe to print: control and bidi characters become `\x1b`-like escapes. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The same on one line: what breaks or tabs becomes a blank. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '))
}
