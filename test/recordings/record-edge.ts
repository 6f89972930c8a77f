// Makes the fixtures of web servers and proxies anew: `node scripts/run.mjs test/recordings/record-edge.ts [names…]`.
// Needs the Debian packages nginx, apache2, libapache2-mod-security2, modsecurity-crs, lighttpd, haproxy, varnish,
// caddy and squid, and openssl; for the Node.js servers RECORDING_MODULES, a folder with the npm packages vite, express,
// http-proxy-middleware, serve and http-server. Everything stays on loopback; tests never run this.
import { fail, record, writeFixtures } from './record.ts'
import type { ServerUnderRecord } from './server-under-record.ts'
import { apache } from './servers/apache.ts'
import { caddy } from './servers/caddy.ts'
import { haproxy } from './servers/haproxy.ts'
import { lighttpd } from './servers/lighttpd.ts'
import { modsecurity } from './servers/modsecurity.ts'
import { nginx } from './servers/nginx.ts'
import { nodeServers } from './servers/node-servers.ts'
import { squid } from './servers/squid.ts'
import { varnish } from './servers/varnish.ts'

const servers: readonly ServerUnderRecord[] = [
  nginx,
  apache,
  modsecurity,
  lighttpd,
  haproxy,
  varnish,
  caddy,
  squid,
  ...nodeServers,
]
const names = process.argv.slice(3)

for (const server of servers) {
  if (names.length > 0 && !names.includes(server.name)) continue
  const fixtures = await record(server).catch((error: unknown) => fail(`${server.name}: ${String(error)}`))
  writeFixtures(server.name, fixtures)
  process.stdout.write(`${server.name}: ${fixtures.replies.length} replies\n`)
}
