export interface TestHost {
  /** The domain; its subdomains are meant too. */
  readonly suffix: string
  readonly provider: string
  /** A tunnel leads to a developer's machine, an inspector only shows what it received. */
  readonly kind: 'tunnel' | 'inspector'
}

/**
 * Public test services. Safaricom's C2B page says that such hosts are usually blocked, above all in production, and
 * names ngrok, mockbin and requestbin.
 */
export const testHosts = [
  { suffix: 'ngrok-free.app', provider: 'ngrok', kind: 'tunnel' },
  { suffix: 'ngrok-free.dev', provider: 'ngrok', kind: 'tunnel' },
  { suffix: 'ngrok.app', provider: 'ngrok', kind: 'tunnel' },
  { suffix: 'ngrok.dev', provider: 'ngrok', kind: 'tunnel' },
  { suffix: 'ngrok.io', provider: 'ngrok', kind: 'tunnel' },
  { suffix: 'trycloudflare.com', provider: 'cloudflare', kind: 'tunnel' },
  { suffix: 'loca.lt', provider: 'localtunnel', kind: 'tunnel' },
  { suffix: 'localtunnel.me', provider: 'localtunnel', kind: 'tunnel' },
  { suffix: 'localhost.run', provider: 'localhost.run', kind: 'tunnel' },
  { suffix: 'lhr.life', provider: 'localhost.run', kind: 'tunnel' },
  { suffix: 'lhr.rocks', provider: 'localhost.run', kind: 'tunnel' },
  { suffix: 'lhrtunnel.link', provider: 'localhost.run', kind: 'tunnel' },
  { suffix: 'pinggy.link', provider: 'pinggy', kind: 'tunnel' },
  { suffix: 'pinggy-free.link', provider: 'pinggy', kind: 'tunnel' },
  { suffix: 'pinggy.online', provider: 'pinggy', kind: 'tunnel' },
  { suffix: 'pinggy.net', provider: 'pinggy', kind: 'tunnel' },
  { suffix: 'pinggy.io', provider: 'pinggy', kind: 'tunnel' },
  { suffix: 'serveo.net', provider: 'serveo', kind: 'tunnel' },
  { suffix: 'serveousercontent.com', provider: 'serveo', kind: 'tunnel' },
  { suffix: 'bore.pub', provider: 'bore', kind: 'tunnel' },
  { suffix: 'tunnelmole.net', provider: 'tunnelmole', kind: 'tunnel' },
  { suffix: 'loclx.io', provider: 'localxpose', kind: 'tunnel' },
  { suffix: 'zrok.io', provider: 'zrok', kind: 'tunnel' },
  { suffix: 'sharedwithexpose.com', provider: 'expose', kind: 'tunnel' },
  { suffix: 'devtunnels.ms', provider: 'dev-tunnels', kind: 'tunnel' },
  { suffix: 'app.github.dev', provider: 'codespaces', kind: 'tunnel' },
  { suffix: 'ts.net', provider: 'tailscale', kind: 'tunnel' },
  { suffix: 'telebit.io', provider: 'telebit', kind: 'tunnel' },
  { suffix: 'pagekite.me', provider: 'pagekite', kind: 'tunnel' },
  { suffix: 'webhook.site', provider: 'webhook.site', kind: 'inspector' },
  { suffix: 'requestbin.com', provider: 'requestbin', kind: 'inspector' },
  { suffix: 'requestbin.net', provider: 'requestbin', kind: 'inspector' },
  { suffix: 'pipedream.net', provider: 'pipedream', kind: 'inspector' },
  { suffix: 'mockbin.org', provider: 'mockbin', kind: 'inspector' },
  { suffix: 'mockbin.io', provider: 'mockbin', kind: 'inspector' },
  { suffix: 'mockbin.com', provider: 'mockbin', kind: 'inspector' },
  { suffix: 'beeceptor.com', provider: 'beeceptor', kind: 'inspector' },
  { suffix: 'hookbin.com', provider: 'hookbin', kind: 'inspector' },
  { suffix: 'requestcatcher.com', provider: 'requestcatcher', kind: 'inspector' },
  { suffix: 'requestinspector.com', provider: 'requestinspector', kind: 'inspector' },
  { suffix: 'httpbin.org', provider: 'httpbin', kind: 'inspector' },
  { suffix: 'postb.in', provider: 'postbin', kind: 'inspector' },
  { suffix: 'typedwebhook.tools', provider: 'typedwebhook', kind: 'inspector' },
  { suffix: 'smee.io', provider: 'smee', kind: 'inspector' },
  { suffix: 'hkdk.events', provider: 'hookdeck', kind: 'inspector' },
] as const satisfies readonly TestHost[]

export type TunnelProvider = Extract<(typeof testHosts)[number], { readonly kind: 'tunnel' }>['provider']

function isUnder(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

/** The test service that a host name belongs to. */
export function findTestHost(host: string): (typeof testHosts)[number] | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  return testHosts.find(({ suffix }) => isUnder(name, suffix))
}

/** The provider of a tunnel host; undefined for other hosts and for inspectors, behind which no application runs. */
export function tunnelProviderOf(host: string): TunnelProvider | undefined {
  const found = findTestHost(host)
  return found?.kind === 'tunnel' ? found.provider : undefined
}
