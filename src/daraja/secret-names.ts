import { findVariable } from './variables.ts'

const secretWords = ['KEY', 'SECRET', 'PASS', 'TOKEN', 'CREDENTIAL'] as const

/**
 * Whether a variable's value must not be shown: one of ours that is secret, also under the app's own name for it
 * (`renamed`: our name → the app's), or a name that says so.
 */
export function isSecretName(name: string, renamed: Readonly<Record<string, string>> = {}): boolean {
  if (findVariable(ourName(name, renamed))?.secret === true) return true
  const upper = name.toUpperCase()
  return findVariable(name)?.secret ?? secretWords.some((word) => upper.includes(word))
}

/**
 * What looks like a key in a variable of ours that is no secret, where a slip of the hand has put it. No URL, number or
 * constant of the API is made of nothing but sixteen letters and digits of both sorts.
 */
export function misplacedCredential(
  name: string,
  value: string,
  renamed: Readonly<Record<string, string>> = {},
): string | undefined {
  const variable = findVariable(ourName(name, renamed))
  if (variable === undefined || variable.secret) return undefined
  const [, text = ''] = /^\s*["'`]?([A-Za-z0-9+/=_-]{16,})(?:["'`\s]|$)/.exec(value) ?? []
  return /\d/.test(text) && /[A-Za-z]/.test(text) ? text : undefined
}

function ourName(name: string, renamed: Readonly<Record<string, string>>): string {
  return Object.keys(renamed).find((variable) => renamed[variable] === name) ?? name
}
