import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

export const varnish: ServerUnderRecord = {
  name: 'varnish',
  server: 'Varnish',
  version: packageVersion('varnish'),
  listeners: 1,
  prepare: async ({ folder, ports: [port], backends }) => {
    const backend = (name: string, app: number) =>
      `backend ${name} { .host = "127.0.0.1"; .port = "${app}"; .first_byte_timeout = 1s; }`
    writeFileSync(
      join(folder, 'site.vcl'),
      `vcl 4.1;
${backend('healthy', backends.healthy)}
${backend('dead', backends.dead)}
${backend('slow', backends.slow)}
${backend('garbage', backends.garbage)}
acl few { "196.201.214.0"/24; }
sub vcl_recv {
  set req.backend_hint = healthy;
  if (req.url ~ "^/dead/") { set req.backend_hint = dead; }
  if (req.url ~ "^/slow/") { set req.backend_hint = slow; }
  if (req.url ~ "^/garbage/") { set req.backend_hint = garbage; }
  if (req.url ~ "^/deny/" && client.ip !~ few) { return (synth(403)); }
  if (req.url ~ "^/not-allowed/") { return (synth(405)); }
}
`,
    )
    const place = ['-n', join(folder, 'work'), '-a', `127.0.0.1:${port}`, '-f', join(folder, 'site.vcl')]
    return { command: 'varnishd', args: ['-F', ...place, '-s', 'malloc,16m', '-j', 'none'] }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'a backend where nothing listens', request: { path: '/dead/cb' } },
    { name: 'slow-upstream', config: 'first_byte_timeout 1s, the app never answers', request: { path: '/slow/cb' } },
    { name: 'garbage-upstream', config: 'a backend that speaks SMTP', request: { path: '/garbage/cb' } },
    { name: 'deny', config: 'synth(403) for addresses that are not on the list', request: { path: '/deny/cb' } },
    { name: 'not-allowed', config: 'synth(405)', request: { path: '/not-allowed/cb' } },
  ],
}
