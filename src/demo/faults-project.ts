import { inventPasskey, publicHost } from './demo-env.ts'
import { readValue, renameKey, setValues } from './env-lines.ts'
import type { Fault } from './fault.ts'
import { callbackPath } from './shop-behaviour.ts'

/** Faults of the env file. The shop and its edge work: in life they were started with other values. */
export const projectFaults: readonly Fault[] = [
  {
    name: 'missing-passkey',
    summary: 'The variable was written as `MPESA_PASKEY`, so the app has no passkey',
    expect: 'env/variable-missing',
    severity: 'error',
    env: (lines) => renameKey(lines, 'MPESA_PASSKEY', 'MPESA_PASKEY'),
  },
  {
    name: 'placeholder',
    summary: 'The file was copied from the example and one value was never filled in',
    expect: 'env/placeholder',
    severity: 'error',
    env: (lines) => setValues(lines, { MPESA_CONSUMER_SECRET: 'your-consumer-secret' }),
  },
  {
    name: 'swapped-environment',
    summary: 'The app went live with the sandbox shortcode and passkey still in the file',
    expect: 'credentials/sandbox-in-production',
    severity: 'error',
    env: (lines) => setValues(lines, { MPESA_ENVIRONMENT: 'production' }),
  },
  {
    name: 'http-url',
    summary: 'The app is in production and the callback URL begins with `http://`',
    expect: 'url/not-https',
    severity: 'error',
    env: (lines) =>
      setValues(lines, {
        MPESA_ENVIRONMENT: 'production',
        MPESA_SHORTCODE: '909042',
        MPESA_PASSKEY: inventPasskey(),
        MPESA_CALLBACK_URL: `http://${publicHost}${callbackPath}`,
      }),
  },
  {
    name: 'localhost-url',
    summary: "The callback URL is the one from the developer's own machine",
    expect: 'url/local-address',
    severity: 'error',
    env: (lines) =>
      setValues(lines, { MPESA_CALLBACK_URL: `http://localhost:${readValue(lines, 'PORT')}${callbackPath}` }),
  },
  {
    name: 'database-password',
    summary: 'The database password was changed, the env file still has the old one',
    expect: 'db/auth-failed',
    severity: 'error',
    env: (lines) => setValues(lines, { DATABASE_URL: withPassword(readValue(lines, 'DATABASE_URL') ?? '') }),
  },
]

function withPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.password = 'last-years-password'
  return url.href
}
