import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

export const haproxy: ServerUnderRecord = {
  name: 'haproxy',
  server: 'HAProxy',
  version: packageVersion('haproxy'),
  listeners: 1,
  prepare: async ({ folder, ports: [port], backends }) => {
    const route = (name: string, app: number, options = '') =>
      `backend ${name}\n  server app 127.0.0.1:${app} ${options}\n`
    writeFileSync(
      join(folder, 'haproxy.cfg'),
      `
defaults
  mode http
  timeout client 5s
  timeout connect 1s
  timeout server 1s
  retries 0
userlist staging
  user anna insecure-password secret
frontend front
  bind 127.0.0.1:${port}
  http-request deny if { path_beg /deny/ }
  http-request deny deny_status 429 if { path_beg /limited/ }
  http-request auth realm Staging if { path_beg /password/ } !{ http_auth(staging) }
  http-request redirect scheme https code 301 if { path_beg /secure/ }
  use_backend healthy if { path_beg /healthy/ }
  use_backend dead if { path_beg /dead/ }
  use_backend slow if { path_beg /slow/ }
  use_backend garbage if { path_beg /garbage/ }
  use_backend closing if { path_beg /closing/ }
  use_backend checked if { path_beg /checked/ }
${route('healthy', backends.healthy)}${route('dead', backends.dead)}${route('slow', backends.slow)}
${route('garbage', backends.garbage)}${route('closing', backends.closing)}
${route('checked', backends.dead, 'disabled')}
`,
    )
    return { command: 'haproxy', args: ['-db', '-f', join(folder, 'haproxy.cfg')] }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'a server where nothing listens', request: { path: '/dead/cb' } },
    { name: 'slow-upstream', config: 'timeout server 1s, the app never answers', request: { path: '/slow/cb' } },
    { name: 'garbage-upstream', config: 'a server that speaks SMTP', request: { path: '/garbage/cb' } },
    { name: 'closing-upstream', config: 'an app that hangs up', request: { path: '/closing/cb' } },
    { name: 'checked-out', config: 'all servers of the backend are down', request: { path: '/checked/cb' } },
    { name: 'no-backend', config: 'no backend for the path', request: { path: '/api/callback' } },
    { name: 'deny', config: 'http-request deny', request: { path: '/deny/cb' } },
    { name: 'rate-limit', config: 'http-request deny deny_status 429', request: { path: '/limited/cb' } },
    { name: 'password', config: 'http-request auth', request: { path: '/password/cb' } },
    { name: 'to-https', config: 'redirect scheme https code 301', request: { path: '/secure/cb' } },
  ],
}
