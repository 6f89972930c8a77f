import { readFile } from 'node:fs/promises'
import { type Secret, secret } from '../core/secret.ts'
import { authtokenIn, type NgrokConfigPlaces, ngrokConfigFiles } from '../tunnel/ngrok-config.ts'

export interface AuthtokenPlaces extends NgrokConfigPlaces {
  /** `NGROK_AUTHTOKEN` of the caller's environment. */
  readonly fromEnvironment?: string | undefined
}

export type FoundAuthtoken =
  | { readonly token: Secret; readonly source: string }
  /** `unreadable` are files that are there and could not be understood. */
  | { readonly token: null; readonly looked: readonly string[]; readonly unreadable: readonly string[] }

/** Looks for the authtoken where the ngrok agent does: the environment, then its configuration files. Never throws. */
export async function findAuthtoken(
  places: AuthtokenPlaces,
  readText: (file: string) => Promise<string> = (file) => readFile(file, 'utf8'),
): Promise<FoundAuthtoken> {
  const fromEnvironment = places.fromEnvironment?.trim() ?? ''
  if (fromEnvironment !== '') return { token: secret(fromEnvironment), source: 'NGROK_AUTHTOKEN' }
  const looked = ngrokConfigFiles(places)
  const unreadable: string[] = []
  for (const file of looked) {
    const content = await readText(file).catch(() => null)
    if (content === null) continue
    try {
      const token = authtokenIn((await import('yaml')).parse(content))
      if (token !== null) return { token: secret(token), source: file }
    } catch {
      unreadable.push(file)
    }
  }
  return { token: null, looked, unreadable }
}
