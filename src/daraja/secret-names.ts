import { findVariable } from './variables.ts'

const secretWords = ['KEY', 'SECRET', 'PASS', 'TOKEN', 'CREDENTIAL'] as const

/**
 * Whether a variable's value must not be shown: one of ours that is secret, also under the app's own name for it
 * (`renamed`: our name → the app's), or a name that says so.
 */
export function isSecretName(name: string, renamed: Readonly<Record<string, string>> = {}): boolean {
  const ours = Object.keys(renamed).find((variable) => renamed[variable] === name)
  if (ours !== undefined && findVariable(ours)?.secret === true) return true
  const upper = name.toUpperCase()
  return findVariable(name)?.secret ?? secretWords.some((word) => upper.includes(word))
}
