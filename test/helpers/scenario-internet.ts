import { createPorts } from '../../src/cli/create-deps.ts'
import type { HttpRequest } from '../../src/core/http-port.ts'
import type { Endpoint } from '../../src/core/net-port.ts'
import type { Ports } from '../../src/core/ports.ts'

/** Public addresses that lead to this machine: address → endpoint. Whatever is not named leads where it says. */
export type Internet = Readonly<Record<string, Endpoint>>

/**
 * The real adapters in a world where these public addresses are servers of this machine; a name server may then answer
 * with an address that passes for public.
 */
export function portsWithin(internet: Internet): Partial<Ports> {
  const { net, http } = createPorts()
  const lead = (endpoint: Endpoint): Endpoint => internet[endpoint.address] ?? endpoint
  return {
    net: {
      ...net,
      connect: async (endpoint, options) => ({ ...(await net.connect(lead(endpoint), options)), endpoint }),
      handshake: (endpoint, options) => net.handshake(lead(endpoint), options),
    },
    http: {
      ...http,
      exchange: (request: HttpRequest) =>
        http.exchange(request.connectTo === undefined ? request : { ...request, connectTo: lead(request.connectTo) }),
    },
  }
}
