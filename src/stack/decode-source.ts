import { decodeText } from '../env-file/bytes.ts'

/** Text of a source file, also of one that Windows tools wrote as UTF-16 (`pip freeze > requirements.txt` in PowerShell 5). */
export function decodeSource(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0))
    return stripMark(decode16('utf-16le', bytes))
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined))
    return stripMark(decode16('utf-16be', bytes))
  return stripMark(decodeText(bytes))
}

function decode16(encoding: 'utf-16le' | 'utf-16be', bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes)
}

function stripMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}
