import { createPorts } from '../../src/cli/create-deps.ts'
import type { Ports } from '../../src/core/ports.ts'
import { startPython } from '../helpers/real-servers.ts'
import type { Scenario } from '../helpers/scenario.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import { closedPort } from '../helpers/scenario-ports.ts'
import { accepted } from '../helpers/scenario-replies.ts'

const open = (kit: Kit) => kit.publish(accepted)

/** The URL of a healthy site, led to another place. */
async function ledTo(kit: Kit, place: string): Promise<Setup> {
  const host = kit.host()
  await kit.front()
  return {
    argv: [`https://${host}${kit.path}`, '--connect-to', `${host}:443:${place}`, '--cacert', kit.trustFile],
  }
}

/** A queue of one that is never emptied: the kernel drops whatever else knocks, as a firewall does. */
const fullQueue = `
import socket
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
held = []
for _ in range(4):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(server.getsockname())
    held.append(one)
print("READY", server.getsockname()[1])
while True:
    server.getsockname()
    import time; time.sleep(3600)
`

const { net } = createPorts()
const resetting: Partial<Ports> = {
  net: {
    ...net,
    connect: async (endpoint) => ({ kind: 'failure', endpoint, code: 'reset', systemCode: 'ECONNRESET', ms: 12 }),
  },
}

export const tcpScenarios: readonly Scenario[] = [
  {
    code: 'tcp/refused',
    name: 'nothing listens on the port',
    source: 'server',
    fault: async (kit) => ledTo(kit, `127.0.0.1:${closedPort}`),
    twin: open,
    evidence: { systemCode: 'ECONNREFUSED', addresses: ['127.0.0.1'] },
  },
  {
    code: 'tcp/refused',
    name: 'nothing listens on the port, over IPv6',
    source: 'server',
    needs: ['ipv6'],
    fault: async (kit) => ledTo(kit, `[::1]:${closedPort}`),
    twin: open,
    evidence: { addresses: ['::1'] },
  },
  {
    code: 'tcp/timeout',
    name: 'connections get no answer',
    source: 'server',
    needs: ['python', 'linux'],
    fault: async (kit) => ledTo(kit, `127.0.0.1:${await startPython(kit, fullQueue)}`),
    twin: open,
    evidence: { systemCode: 'LIMIT' },
  },
  {
    code: 'tcp/unreachable',
    name: 'the address is one that nobody can be at',
    source: 'server',
    needs: ['linux'],
    fault: (kit) => ledTo(kit, '255.255.255.255:443'),
    twin: open,
    evidence: { systemCode: 'ENETUNREACH' },
  },
  {
    code: 'tcp/reset',
    name: 'the connection is ended while it is made',
    source: 'simulated',
    fault: async (kit) => ({ ...(await kit.publish(accepted)), ports: resetting }),
    twin: open,
    evidence: { systemCode: 'ECONNRESET' },
  },
]
