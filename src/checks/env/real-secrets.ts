import { sandboxPasskey } from '../../daraja/credentials.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { type EnvFileFacts, isEncrypted } from '../../probes/env-values.ts'
import type { OurKeys } from '../../probes/our-keys.ts'

/** Shorter values of other people's variables are mostly those of a database on a developer's machine. */
const leastCharacters = 12

/** Keys of a file whose values nobody else may know: no placeholders, not what is published, not encrypted. */
export function realSecretsIn(facts: EnvFileFacts, ours: OurKeys): readonly string[] {
  const reading = facts.read('dotenv')
  if (reading.kind !== 'read') return []
  return [...reading.variables].flatMap(([key, found]) => {
    if (found.kind !== 'value' || !ours.isSecret(key) || /^DOTENV_PUBLIC_KEY|PUBLIC_KEY$|PUBLISHABLE/.test(key))
      return []
    const value = found.value.trim()
    if (value === '' || value === sandboxPasskey || isEncrypted(value) || isPlaceholder(value)) return []
    return ours.variableOf(key) !== undefined || value.length >= leastCharacters ? [key] : []
  })
}

/** Whether every secret in a file is encrypted, as with dotenvx: such a file is made to be committed. */
export function isEncryptedFile(facts: EnvFileFacts, ours: OurKeys): boolean {
  const reading = facts.read('dotenv')
  if (reading.kind !== 'read' || realSecretsIn(facts, ours).length > 0) return false
  return [...reading.variables.values()].some((found) => found.kind === 'value' && isEncrypted(found.value))
}
