import type { DarajaEnvironment } from './environment.ts'

/** Safaricom's two hosts; paths and bodies are the same on both. Source: the portal's page of each API. */
const hosts = {
  sandbox: 'sandbox.safaricom.co.ke',
  production: 'api.safaricom.co.ke',
} as const satisfies Record<DarajaEnvironment, string>

/** Where the API of an environment is. */
export function apiUrlOf(environment: DarajaEnvironment): string {
  return `https://${hosts[environment]}`
}

/** Which environment a host serves; undefined for every host that is not one of Safaricom's two. */
export function environmentOfHost(host: string): DarajaEnvironment | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  return name === hosts.sandbox ? 'sandbox' : name === hosts.production ? 'production' : undefined
}

/** The environment that a host does not serve. */
export function otherEnvironment(environment: DarajaEnvironment): DarajaEnvironment {
  return environment === 'sandbox' ? 'production' : 'sandbox'
}
