import { decodeText } from '../bytes.ts'
import { type FileReading, type Loader, type Reading, type Surroundings, withValue } from '../loader.ts'
import { dropQuotes, scanAssignments } from './dotenv-assignments.ts'
import { hasCommand, isSecretReference } from './dotenvx-commands.ts'
import { expandReferences, type Reference, type ReferenceRules } from './expansion-reference.ts'
import { isInherited, reachOf, resolveEscapes, shellOf } from './expansion-shell.ts'
import { limitWork } from './expansion-work.ts'

/**
 * `dotenvx get` 2.38 without a private key: `encrypted:` values stay as they are. It reads the lines of `dotenv`, also in
 * UTF-16, and expands them one after the other, so a name that is set twice reaches its first value; single quotes
 * protect a `$`; the process environment wins. Where it would run a command, for `$(…)` or a password manager, nothing is
 * run, and the variable and what refers to it are not evaluated.
 */
export const dotenvxLoader: Loader = { name: 'dotenvx', read }

function read(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const shell = shellOf(surroundings)
  const memory: Memory = { shell: reachOf(shell, surroundings), values: {}, literals: {}, open: new Set() }
  const spend = limitWork()
  const variables = new Map<string, Reading>()
  for (const { key, raw } of scanAssignments(decode(bytes))) {
    // It keeps its findings in a plain object, under names that this object has already.
    if (isInherited(key)) return { kind: 'rejected', reason: `it fails on the name \`${key}\`` }
    const inShell = Object.hasOwn(shell, key) ? shell[key] : undefined
    const isLiteral = raw.startsWith("'")
    const found = inShell ?? unquote(raw)
    let isOpen = false
    let value: string | null = found
    if (!isLiteral && !found.startsWith('encrypted:')) {
      if (hasCommand(found)) isOpen = true
      else if (!inShell) {
        value = expandReferences(
          found,
          rulesFor(memory, () => {
            isOpen = true
          }),
          spend,
        )
        if (isOpen) value = ''
        if (value === null) return { kind: 'rejected', reason: `the references in \`${key}\` never come to an end` }
        value = resolveEscapes(value)
      }
    }
    memory.values[key] = isOpen ? '' : value
    if (isLiteral) memory.literals[key] = value
    if (isOpen) memory.open.add(key)
    else memory.open.delete(key)
    const isAskedFor = inShell === undefined && isSecretReference(value)
    variables.set(key, isOpen || isAskedFor ? { kind: 'not-evaluated', text: found } : withValue(value))
  }
  return { kind: 'read', variables }
}

/** What is known while reading: plain objects, see `shellOf`. */
interface Memory {
  readonly shell: Readonly<Record<string, string>>
  readonly values: Record<string, string>
  /** Values in single quotes: a reference to one that holds a `$` is the last that is expanded. */
  readonly literals: Record<string, string>
  /** Names whose value nobody knows without running a command. */
  readonly open: Set<string>
}

function rulesFor({ shell, values, literals, open }: Memory, meetOpen: () => void): ReferenceRules {
  const isInShell = (name: string) => Object.hasOwn(shell, name)
  const find = (name: string) => (isInShell(name) ? shell[name] : values[name])
  return {
    substitute({ name, operator, operand }: Reference): string {
      if (open.has(name) && !isInShell(name)) meetOpen()
      const value = find(name)
      const isSet = isInShell(name) || Object.hasOwn(values, name)
      switch (operator) {
        case '-':
          return isSet ? (value ?? '') : operand
        case ':+':
          return value ? operand : ''
        case '+':
          return isSet ? operand : ''
        default:
          return value || (operator === ':-' ? operand : '')
      }
    },
    endsAt: (result, { name }) =>
      result === find(name) || /\$(?:\{[^}]+\}|[A-Za-z_][A-Za-z0-9_]*)/.test(literals[name] ?? ''),
    textsOf: (name) => `${find(name) ?? ''}${literals[name] ?? ''}`,
  }
}

function unquote(raw: string): string {
  const value = dropQuotes(raw)
  if (raw.startsWith("'")) return value.replaceAll("\\'", "'")
  return raw.startsWith('"') ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\t', '\t') : value
}

/** UTF-8, or UTF-16 with its byte order mark in the order of PowerShell. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) return decodeText(bytes)
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes.subarray(0, bytes.length - (bytes.length % 2)))
}
