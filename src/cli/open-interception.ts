import type { Answerer } from '../adapters/sandbox-server-node.ts'
import { childEnvironment, ownBundles, proxyNames } from '../sandbox/intercept/child-environment.ts'
import { isDirect } from '../sandbox/intercept/no-proxy.ts'
import { preloadSource } from '../sandbox/intercept/preload-source.ts'

/** What a started app needs so that its calls to Daraja come here. */
export interface Interception {
  readonly variables: Readonly<Record<string, string>>
  close(): Promise<void>
}

export interface InterceptionWishes {
  readonly hosts: readonly string[]
  readonly answer: Answerer
  /** Those that the app would have. */
  readonly variables: Readonly<Record<string, string | undefined>>
}

/** Opens a proxy that answers for the hosts, with an authority whose key stays in the memory of this process. */
export async function openInterception({ hosts, answer, variables }: InterceptionWishes): Promise<Interception> {
  const [{ createAuthority, issue }, { startInterceptProxy }, { writeInterceptFiles }, { toListener }] =
    await Promise.all([
      import('../demo/certificates.ts'),
      import('../adapters/intercept-proxy-node.ts'),
      import('../adapters/intercept-files-node.ts'),
      import('../adapters/sandbox-server-node.ts'),
    ])
  const authority = await createAuthority({ name: 'mpesa-doctor sandbox, thrown away at its end' })
  const leaf = await issue({ names: hosts, issuer: authority })
  const noProxy = variables.NO_PROXY || variables.no_proxy
  const proxy = await startInterceptProxy({
    hosts,
    key: leaf.key,
    certificate: leaf.chain,
    onRequest: toListener(answer),
    upstreamOf: (scheme, host) => (isDirect(noProxy, host) ? null : ownProxy(variables, scheme)),
  })
  const proxies = Object.fromEntries(proxyNames.map((name) => [name, variables[name] ?? null]))
  const files = await writeInterceptFiles({
    authority: authority.certificate,
    bundles: ownBundles(variables),
    preload: preloadSource({ hosts, port: proxy.tlsPort, proxies }),
  }).catch(async (error: unknown) => {
    await proxy.close()
    throw error
  })
  return {
    variables: childEnvironment(variables, { proxyUrl: proxy.url, files, hosts }),
    async close() {
      await proxy.close()
      await files.remove()
    },
  }
}

/** The proxy that the user has; others than http and https ones are left out, for only those are spoken here. */
function ownProxy(variables: InterceptionWishes['variables'], scheme: 'http' | 'https'): URL | null {
  const named =
    scheme === 'https'
      ? (variables.HTTPS_PROXY ?? variables.https_proxy)
      : (variables.http_proxy ?? variables.HTTP_PROXY)
  const url = named !== undefined && URL.canParse(named) ? new URL(named) : null
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : null
}
