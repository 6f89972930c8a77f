import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

export const caddy: ServerUnderRecord = {
  name: 'caddy',
  server: 'Caddy',
  version: packageVersion('caddy'),
  listeners: 2,
  prepare: async ({ folder, ports: [port, fresh], backends }) => {
    mkdirSync(join(folder, 'www'))
    writeFileSync(join(folder, 'www', 'page.html'), '<p>page</p>')
    const pass = (path: string, app: number) => `handle /${path}/* {\n reverse_proxy 127.0.0.1:${app} {
  transport http {\n response_header_timeout 1s\n }\n }\n }`
    writeFileSync(
      join(folder, 'Caddyfile'),
      `{
  admin off
  auto_https off
}
http://shop.example:${port}, http://127.0.0.1:${port} {
  bind 127.0.0.1
  ${pass('healthy', backends.healthy)}
  ${pass('dead', backends.dead)}
  ${pass('slow', backends.slow)}
  ${pass('garbage', backends.garbage)}
  handle /deny/* {
    respond 403
  }
  handle /password/* {
    basicauth {
      anna $2a$04$vrk0T8pnTPKcvvW92zSyp.aXQOLFvAtYhf7nnmGBYCjxP.zAq5HUu
    }
  }
  handle /small/* {
    request_body {
      max_size 10
    }
    reverse_proxy 127.0.0.1:${backends.healthy}
  }
  handle /files/* {
    root * ${folder}/www
    uri strip_prefix /files
    file_server
  }
  handle /secure/* {
    redir https://shop.example{uri} permanent
  }
}
http://other.example:${fresh} {
  bind 127.0.0.1
  respond "other"
}
`,
    )
    const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
    return { command: 'caddy', args: ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], env }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'reverse_proxy to a port where nothing listens', request: { path: '/dead/cb' } },
    {
      name: 'slow-upstream',
      config: 'response_header_timeout 1s, the app never answers',
      request: { path: '/slow/cb' },
    },
    { name: 'garbage-upstream', config: 'reverse_proxy to a port that speaks SMTP', request: { path: '/garbage/cb' } },
    { name: 'no-route', config: 'no handler for the path', request: { path: '/api/callback' } },
    { name: 'no-such-file', config: 'file_server, no such file', request: { path: '/files/cb' } },
    { name: 'static-post', config: 'file_server, a POST to a file', request: { path: '/files/page.html' } },
    { name: 'deny', config: 'respond 403', request: { path: '/deny/cb' } },
    { name: 'password', config: 'basicauth', request: { path: '/password/cb' } },
    { name: 'too-large', config: 'request_body max_size 10', request: { path: '/small/cb' } },
    { name: 'to-https', config: 'redir permanent', request: { path: '/secure/cb' } },
    { name: 'no-such-host', config: 'no site for the host name', request: { path: '/cb' }, listener: 1 },
  ],
}
