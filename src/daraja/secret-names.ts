import { findVariable } from './variables.ts'

const secretWords = ['KEY', 'SECRET', 'PASS', 'TOKEN', 'CREDENTIAL'] as const

/** Whether a variable's value must not be shown: one of ours that is secret, or a name that says so. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase()
  return findVariable(name)?.secret ?? secretWords.some((word) => upper.includes(word))
}
