export type DarajaEnvironment = 'sandbox' | 'production'

/** The environment that a value names in the exact spelling that applications compare with; undefined for any other. */
export function parseEnvironment(value: string): DarajaEnvironment | undefined {
  return value === 'sandbox' || value === 'production' ? value : undefined
}

const meanings = {
  production: ['production', 'prod', 'prd', 'live', 'real'],
  sandbox: [
    'sandbox',
    'sand',
    'sbx',
    'test',
    'testing',
    'dev',
    'development',
    'local',
    'staging',
    'stage',
    'uat',
    'demo',
  ],
} as const satisfies Record<DarajaEnvironment, readonly string[]>

/** What a misspelt value was meant to say (`Production`, `live`, `prod`, `dev` …); undefined if that is not clear. */
export function guessEnvironment(value: string): DarajaEnvironment | undefined {
  const word = value
    .trim()
    .replaceAll(/^["']|["']$/g, '')
    .trim()
    .toLowerCase()
  const isMeant = (environment: DarajaEnvironment): boolean =>
    meanings[environment].some((meaning: string) => meaning === word)
  return isMeant('production') ? 'production' : isMeant('sandbox') ? 'sandbox' : undefined
}

/**
 * What most applications take a value for that is neither word: they compare with `production` and use the sandbox
 * for the rest. The code of the application may do otherwise.
 */
export const fallbackEnvironment: DarajaEnvironment = 'sandbox'
