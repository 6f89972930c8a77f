import type { TunnelChoice } from '../tunnel/choice.ts'
import type { TunnelProvider } from '../tunnel/provider.ts'

/** Each way to a URL on its real technology, of which only the chosen one is loaded. */
export async function createTunnelProvider(choice: TunnelChoice): Promise<TunnelProvider> {
  const { env: variables, platform } = process
  switch (choice.via) {
    case 'ngrok':
      return (await import('../adapters/tunnel-ngrok.ts')).createNgrokProvider()
    case 'agent':
      return (await import('../adapters/tunnel-agent.ts')).createAgentProvider(choice)
    case 'cloudflared':
      return (await import('../adapters/tunnel-cloudflared.ts')).createCloudflaredProvider({
        ...choice,
        variables,
        platform,
      })
    case 'ssh':
      return (await import('../adapters/tunnel-ssh.ts')).createSshProvider({ ...choice, variables, platform })
    case 'url':
      return (await import('../adapters/tunnel-url.ts')).createUrlProvider(choice.url)
  }
}
