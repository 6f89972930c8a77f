import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

export const squid: ServerUnderRecord = {
  name: 'squid',
  server: 'Squid',
  version: packageVersion('squid'),
  listeners: 1,
  prepare: async ({ folder, ports: [port], backends }) => {
    mkdirSync(join(folder, 'work'))
    chmodSync(join(folder, 'work'), 0o777)
    const peers = {
      healthy: backends.healthy,
      dead: backends.dead,
      garbage: backends.garbage,
      closing: backends.closing,
    }
    const lines = Object.entries(peers).map(
      ([name, app]) => `cache_peer 127.0.0.1 parent ${app} 0 no-query originserver name=${name}
acl for_${name} urlpath_regex ^/${name}/
cache_peer_access ${name} allow for_${name}
cache_peer_access ${name} deny all`,
    )
    writeFileSync(
      join(folder, 'squid.conf'),
      `
http_port 127.0.0.1:${port} accel defaultsite=shop.example no-vhost
visible_hostname proxy.example
pid_filename ${folder}/work/squid.pid
cache_log ${folder}/work/cache.log
access_log none
coredump_dir ${folder}/work
netdb_filename none
shutdown_lifetime 0 seconds
pinger_enable off
cache deny all
acl refused urlpath_regex ^/deny/
http_access deny refused
http_access allow all
${lines.join('\n')}
`,
    )
    return { command: 'squid', args: ['-N', '-f', join(folder, 'squid.conf')] }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'a cache_peer where nothing listens', request: { path: '/dead/cb' } },
    { name: 'garbage-upstream', config: 'a cache_peer that speaks SMTP', request: { path: '/garbage/cb' } },
    { name: 'closing-upstream', config: 'a cache_peer that hangs up', request: { path: '/closing/cb' } },
    { name: 'deny', config: 'http_access deny', request: { path: '/deny/cb' } },
  ],
}
