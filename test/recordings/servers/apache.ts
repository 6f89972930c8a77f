import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

const loaded = [
  ['mpm_event', 'authz_core', 'authz_host', 'authz_user', 'authn_core', 'authn_file', 'auth_basic', 'alias', 'mime'],
  ['dir', 'headers', 'rewrite', 'proxy', 'proxy_http', 'autoindex', 'reqtimeout', 'env', 'setenvif', 'negotiation'],
].flat()
const modules = '/usr/lib/apache2/modules'

export const apache: ServerUnderRecord = {
  name: 'apache',
  server: 'Apache',
  version: packageVersion('apache2'),
  listeners: 2,
  prepare: async ({ folder, ports: [port, fresh], backends }) => {
    const site = join(folder, 'www')
    mkdirSync(join(site, 'folder'), { recursive: true })
    mkdirSync(join(site, 'broken'))
    writeFileSync(join(site, 'broken', '.htaccess'), 'NoSuchDirective on\n')
    writeFileSync(join(folder, 'users'), 'anna:{SHA}fDYHuOYbzxlE6ehQOmYPIfS28/E=\n')
    const pass = (path: string, app: number) => `ProxyPass /${path} http://127.0.0.1:${app}/${path}`
    writeFileSync(
      join(folder, 'apache2.conf'),
      `
ServerRoot ${folder}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
Mutex file:${folder} default
User www-data
Group www-data
ServerName shop.example
ServerTokens OS
Listen 127.0.0.1:${port}
Listen 127.0.0.1:${fresh}
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
<VirtualHost 127.0.0.1:${port}>
  ServerSignature On
  DocumentRoot ${site}
  ProxyTimeout 1
  <Directory ${site}>
    AllowOverride All
    Require all granted
    Options Indexes
  </Directory>
  ${pass('healthy', backends.healthy)}
  ${pass('dead', backends.dead)} retry=0
  ${pass('slow', backends.slow)}
  ${pass('garbage', backends.garbage)}
  ${pass('closing', backends.closing)}
  <Location /deny>
    Require all denied
  </Location>
  <Location /allowed-addresses>
    Require ip 196.201.214.0/24
  </Location>
  <Location /password>
    AuthType Basic
    AuthName Staging
    AuthUserFile ${folder}/users
    Require valid-user
  </Location>
  <Location /get-only>
    <LimitExcept GET>
      Require all denied
    </LimitExcept>
  </Location>
  RewriteEngine on
  RewriteRule ^/secure/ https://shop.example%{REQUEST_URI} [R=301,L]
  Redirect 503 /maintenance
  Redirect gone /gone
</VirtualHost>
<VirtualHost 127.0.0.1:${fresh}>
  DocumentRoot /usr/share/apache2/default-site
  DirectoryIndex index.html
  <Directory /usr/share/apache2/default-site>
    Require all granted
  </Directory>
</VirtualHost>
`,
    )
    return { command: 'apache2', args: ['-DFOREGROUND', '-f', join(folder, 'apache2.conf')] }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'ProxyPass to a port where nothing listens', request: { path: '/dead/cb' } },
    { name: 'slow-upstream', config: 'ProxyTimeout 1, the app never answers', request: { path: '/slow/cb' } },
    { name: 'garbage-upstream', config: 'ProxyPass to a port that speaks SMTP', request: { path: '/garbage/cb' } },
    { name: 'closing-upstream', config: 'ProxyPass to an app that hangs up', request: { path: '/closing/cb' } },
    { name: 'no-such-file', config: 'static files, no such file', request: { path: '/api/callback' } },
    { name: 'folder-slash', config: 'static files, a folder without its slash', request: { path: '/folder' } },
    { name: 'folder-listing', config: 'Options Indexes', request: { method: 'GET', path: '/folder/' } },
    { name: 'folder-without-index', config: 'static files, a POST to a folder', request: { path: '/folder/' } },
    {
      name: 'broken-htaccess',
      config: 'a directive that Apache does not know in .htaccess',
      request: { path: '/broken/cb.php' },
    },
    { name: 'deny', config: 'Require all denied', request: { path: '/deny/cb' } },
    { name: 'allowed-addresses', config: 'Require ip 196.201.214.0/24', request: { path: '/allowed-addresses/cb' } },
    { name: 'get-only', config: 'LimitExcept GET', request: { path: '/get-only/cb' } },
    { name: 'password', config: 'AuthType Basic', request: { path: '/password/cb' } },
    { name: 'to-https', config: 'RewriteRule to https with 301', request: { path: '/secure/cb' } },
    { name: 'maintenance', config: 'Redirect 503', request: { path: '/maintenance/cb' } },
    { name: 'gone', config: 'Redirect gone', request: { path: '/gone/cb' } },
    {
      name: 'bad-method',
      config: 'a method that Apache does not know, on a file',
      request: { method: 'DELETE', path: '/folder/' },
    },
    {
      name: 'header-too-large',
      config: 'LimitRequestFieldSize of the default',
      request: { path: '/healthy/ack-json', headers: { 'x-long': 'x'.repeat(9_000) } },
    },
    { name: 'default-site', config: 'the site of the package', request: { path: '/' }, listener: 1 },
  ],
}
