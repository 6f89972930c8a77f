import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

export const lighttpd: ServerUnderRecord = {
  name: 'lighttpd',
  server: 'lighttpd',
  version: packageVersion('lighttpd'),
  listeners: 1,
  prepare: async ({ folder, ports: [port], backends }) => {
    mkdirSync(join(folder, 'www', 'folder'), { recursive: true })
    writeFileSync(join(folder, 'www', 'page.html'), '<p>page</p>')
    writeFileSync(
      join(folder, 'www', 'callback.php'),
      "<?php\n$callback = json_decode(file_get_contents('php://input'), true);\n",
    )
    writeFileSync(join(folder, 'users'), 'anna:secret\n')
    const pass = (path: string, app: number) =>
      `$HTTP["url"] =~ "^/${path}/" { proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${app}))) }`
    writeFileSync(
      join(folder, 'lighttpd.conf'),
      `
server.modules = ("mod_access", "mod_auth", "mod_authn_file", "mod_redirect", "mod_proxy")
server.document-root = "${folder}/www"
server.errorlog = "${folder}/error.log"
server.bind = "127.0.0.1"
server.port = ${port}
server.max-request-size = 1
auth.backend = "plain"
auth.backend.plain.userfile = "${folder}/users"
${pass('healthy', backends.healthy)}
${pass('dead', backends.dead)}
${pass('closing', backends.closing)}
$HTTP["url"] =~ "^/deny/" { url.access-deny = ("") }
$HTTP["url"] =~ "^/password/" { auth.require = ("" => ("method" => "basic", "realm" => "Staging", "require" => "valid-user")) }
$HTTP["url"] =~ "^/secure/" { url.redirect = ("" => "https://shop.example/cb") }
`,
    )
    return { command: 'lighttpd', args: ['-D', '-f', join(folder, 'lighttpd.conf')] }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'mod_proxy to a port where nothing listens', request: { path: '/dead/cb' } },
    { name: 'closing-upstream', config: 'mod_proxy to an app that hangs up', request: { path: '/closing/cb' } },
    { name: 'no-such-file', config: 'static files, no such file', request: { path: '/api/callback' } },
    { name: 'static-post', config: 'static files, a POST to one', request: { path: '/page.html' } },
    { name: 'script-post', config: 'static files, a POST to a PHP script', request: { path: '/callback.php' } },
    { name: 'folder-slash', config: 'static files, a folder without its slash', request: { path: '/folder' } },
    { name: 'deny', config: 'url.access-deny', request: { path: '/deny/cb' } },
    { name: 'password', config: 'auth.require', request: { path: '/password/cb' } },
    { name: 'to-https', config: 'url.redirect', request: { path: '/secure/cb' } },
    {
      name: 'too-large',
      config: 'server.max-request-size of 1 KiB',
      request: { path: '/healthy/ack-json', body: `{"x":"${'x'.repeat(4_000)}"}` },
    },
  ],
}
