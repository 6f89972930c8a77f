import type { Healthy, Scenario } from '../helpers/scenario.ts'
import type { Kit, Published, Setup } from '../helpers/scenario-kit.ts'
import { closedPort } from '../helpers/scenario-ports.ts'
import type { Reply } from '../helpers/scenario-replies.ts'
import { accepted, html, json, startReplyServer, text } from '../helpers/scenario-replies.ts'

interface Agent {
  /** Host of the tunnel. */
  readonly host: string
  /** Where it leads. */
  readonly target: number
}

/** The local API of an ngrok agent with one tunnel; agents before 3.30 know `/api/tunnels` only. */
async function startAgent(kit: Kit, { host, target }: Agent, isNew: boolean): Promise<string> {
  const server = await startReplyServer(({ path }): Reply => {
    const addr = `http://localhost:${target}`
    const url = `https://${host}`
    if (path === '/api/tunnels')
      return json({
        tunnels: [
          {
            name: 'command_line',
            uri: '/api/tunnels/command_line',
            public_url: url,
            proto: 'https',
            config: { addr, inspect: true },
          },
        ],
      })
    if (isNew && path === '/api/endpoints')
      return json({ endpoints: [{ name: 'default', url, upstream: { url: addr } }], uri: '/api/endpoints' })
    return text('404 page not found', 404)
  })
  kit.defer(server.close)
  return server.url
}

const offline = html('<html><body>ERR_NGROK_3200</body></html>', 404, { 'ngrok-error-code': 'ERR_NGROK_3200' })
const nobodyBehind = html('<html><body>ERR_NGROK_8012</body></html>', 502, { 'ngrok-error-code': 'ERR_NGROK_8012' })
const domain = 'ngrok-free.app'

/** A site at a tunnel, an app on this machine that accepts, and an agent that says where it leads. */
async function withAgent(
  kit: Kit,
  reply: Reply,
  agentOf: (site: Published, app: Published) => Agent,
  isNew = true,
): Promise<Setup> {
  const app = await kit.publish(accepted)
  const site = await kit.publish(reply, { domain })
  const api = await startAgent(kit, agentOf(site, app), isNew)
  return { argv: [...site.argv, '--ngrok-api', api, '--app-url', `http://127.0.0.1:${app.port}`] }
}

const leadsToTheApp = (kit: Kit, isNew = true) =>
  withAgent(kit, accepted, ({ host }, app) => ({ host, target: app.port }), isNew)

const moved = (_: Published, app: Published): Agent => ({ host: `moved.${domain}`, target: app.port })

export const tunnelAgentScenarios: readonly Scenario[] = [
  {
    code: 'tunnel/url-changed',
    name: 'the agent has another URL, and nobody holds that of the env file',
    source: 'reply',
    fault: (kit) => withAgent(kit, offline, moved),
    twin: (kit) => leadsToTheApp(kit),
    fix: /moved\.ngrok-free\.app\/api\/payments\/callback/,
  },
  {
    code: 'tunnel/url-changed',
    name: 'an agent of before 3.30',
    source: 'reply',
    fault: (kit) => withAgent(kit, offline, moved, false),
    twin: (kit) => leadsToTheApp(kit, false),
  },
  {
    code: 'tunnel/wrong-port',
    name: 'the agent leads to a port on which nothing listens',
    source: 'reply',
    fault: (kit) => withAgent(kit, nobodyBehind, ({ host }) => ({ host, target: closedPort })),
    twin: (kit) => leadsToTheApp(kit),
  },
  {
    code: 'tunnel/wrong-port',
    name: 'the agent leads to another app',
    source: 'reply',
    fault: async (kit) => {
      const other = await startReplyServer(text('Cannot POST', 404))
      kit.defer(other.close)
      return withAgent(kit, text('Cannot POST', 404), ({ host }) => ({ host, target: other.port }))
    },
    twin: (kit) => leadsToTheApp(kit),
    also: ['edge/not-your-app'],
  },
]

export const tunnelAgentHealthy: readonly Healthy[] = [
  {
    name: 'a tunnel of another project on this machine, and a site of its own for this one',
    async setup(kit) {
      const site = await kit.publish(accepted)
      const api = await startAgent(kit, { host: `other.${domain}`, target: closedPort }, true)
      return { argv: [...site.argv, '--ngrok-api', api, '--app-url', `http://127.0.0.1:${site.port}`] }
    },
  },
  {
    name: 'a tunnel that a program holds which cannot be asked',
    setup: (kit) => withAgent(kit, accepted, (_, app) => ({ host: `other.${domain}`, target: app.port })),
  },
]
