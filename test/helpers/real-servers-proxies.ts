import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, startProgram, untilListening } from './real-servers.ts'
import { programPath } from './real-servers-programs.ts'
import type { Kit } from './scenario-kit.ts'
import { closedPort, reservePort } from './scenario-ports.ts'
import { accepted, startReplyServer } from './scenario-replies.ts'

export interface ProxyPorts {
  /** Plain HTTP; the name of the host chooses the site. */
  readonly http: number
  readonly backend: number
}

/** Sites of nginx by the first label of their names. Everything else gets the page that Debian's package ships. */
const sites = (backend: number, closed: number) => `
  server { listen PORT default_server; root ROOT; error_page 405 =200 $uri; location / { try_files /index.html =404; } }
  server { listen PORT; server_name good.duka.co.ke; location / { proxy_pass http://127.0.0.1:${backend}; proxy_set_header Host $host; } }
  server { listen PORT; server_name moved.duka.co.ke; return 301 https://www.duka.co.ke$request_uri; }
  server { listen PORT; server_name home.duka.co.ke; location = / { return 301 /shop; } location / { proxy_pass http://127.0.0.1:${backend}; } }
  server { listen PORT; server_name password.duka.co.ke; auth_basic "Staging"; auth_basic_user_file ROOT/passwords; location / { proxy_pass http://127.0.0.1:${backend}; } }
  server { listen PORT; server_name small.duka.co.ke; client_max_body_size 32; location / { proxy_pass http://127.0.0.1:${backend}; } }
  server { listen PORT; server_name limited.duka.co.ke; location / { limit_req zone=callbacks; limit_req_status 429; proxy_pass http://127.0.0.1:${backend}; } }
  server { listen PORT; server_name dead.duka.co.ke; location / { proxy_pass http://127.0.0.1:${closed}; } }
  server { listen PORT; server_name denied.duka.co.ke; location / { allow 196.201.214.0/24; deny all; proxy_pass http://127.0.0.1:${backend}; } }
  server { listen PORT; server_name waiting.duka.co.ke; location / { proxy_read_timeout 1; proxy_pass http://127.0.0.1:HANGING; } }
  server { listen PORT; server_name static.duka.co.ke; root ROOT; location / { try_files $uri /index.html; } }
`

/** nginx with a site for each fault, in front of an app that accepts everything. */
export function startNginx(kit: Kit): Promise<ProxyPorts> {
  return kit.shared('nginx', async () => {
    const [http, closed] = [await reservePort(), closedPort]
    const app = await startReplyServer(accepted)
    const hanging = await startReplyServer('hang')
    kit.defer(app.close)
    kit.defer(hanging.close)
    const root = makeFolder(kit, {
      'index.html':
        '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
      passwords: 'duka:{PLAIN}invented\n',
    })
    const config = sites(app.port, closed)
      .replaceAll('PORT', `127.0.0.1:${http}`)
      .replaceAll('ROOT', root)
      .replaceAll('HANGING', String(hanging.port))
    await runNginx(kit, `limit_req_zone $server_name zone=callbacks:1m rate=1r/m; ${config}`)
    return { http, backend: app.port }
  })
}

/** nginx with these sites. */
export async function runNginx(kit: Kit, http: string): Promise<void> {
  const folder = makeFolder(kit, {
    'nginx.conf': `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr notice;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${http}
}
`,
  })
  await startProgram(kit, {
    file: programPath('nginx'),
    argv: [
      '-p',
      folder,
      '-c',
      'nginx.conf',
      '-g',
      `user ${process.getuid?.() === 0 ? 'root' : 'nobody'};`,
      '-e',
      'stderr',
    ],
    cwd: folder,
    ready: /start worker process \d/,
  })
}

/** Apache: its welcome page, a login, a redirect, a refusal, and a gateway without anybody behind it. */
export function startApache(kit: Kit): Promise<ProxyPorts> {
  return kit.shared('apache', async () => {
    const [http, closed] = [await reservePort(), closedPort]
    const app = await startReplyServer(accepted)
    kit.defer(app.close)
    const folder = makeFolder(kit, {
      'index.html': '<html><body><h1>It works!</h1></body></html>\n',
      passwords: '',
      'mime.types': 'text/html html\n',
    })
    const modules = [
      'mpm_event',
      'authn_core',
      'authn_file',
      'authz_core',
      'authz_host',
      'authz_user',
      'auth_basic',
      'alias',
      'dir',
      'mime',
      'proxy',
      'proxy_http',
      'rewrite',
    ]
    const config = join(folder, 'apache.conf')
    const site = (name: string, lines: string) =>
      `<VirtualHost *:${http}>\nServerName ${name}\n${lines}\n</VirtualHost>`
    writeFileSync(
      config,
      [
        ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
        `Listen 127.0.0.1:${http}`,
        `ServerName duka.co.ke`,
        `PidFile ${folder}/apache.pid`,
        `ErrorLog ${folder}/error.log`,
        `LogLevel notice`,
        `Mutex posixsem`,
        `DocumentRoot ${folder}`,
        `DirectoryIndex index.html`,
        `TypesConfig ${folder}/mime.types`,
        `<Directory ${folder}>\nRequire all granted\n</Directory>`,
        site('default.duka.co.ke', 'RewriteEngine On\nRewriteRule ^ /index.html [L]'),
        site('apache-good.duka.co.ke', `ProxyPass / http://127.0.0.1:${app.port}/\nProxyPreserveHost On`),
        site('apache-dead.duka.co.ke', `ProxyPass / http://127.0.0.1:${closed}/`),
        site('apache-denied.duka.co.ke', `<Location />\nRequire all denied\n</Location>`),
        site('apache-missing.duka.co.ke', ''),
        site(
          'apache-password.duka.co.ke',
          `<Location />\nAuthType Basic\nAuthName "Staging"\nAuthUserFile ${folder}/passwords\nRequire valid-user\n</Location>`,
        ),
        site('apache-moved.duka.co.ke', `Redirect 302 / https://www.duka.co.ke/`),
      ].join('\n'),
    )
    await startProgram(kit, {
      file: programPath('apache'),
      argv: ['-f', config, '-DFOREGROUND'],
      ready: null,
    })
    await untilListening(http)
    return { http, backend: app.port }
  })
}

/** HAProxy: a good site, one whose servers are all down, one that denies. */
export function startHaproxy(kit: Kit): Promise<ProxyPorts> {
  return kit.shared('haproxy', async () => {
    const [http, closed] = [await reservePort(), closedPort]
    const app = await startReplyServer(accepted)
    kit.defer(app.close)
    const folder = makeFolder(kit, {
      'haproxy.cfg': `
global
  maxconn 100
defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s
frontend in
  bind 127.0.0.1:${http}
  http-request deny deny_status 403 if { hdr(host) -i haproxy-denied.duka.co.ke }
  use_backend dead if { hdr(host) -i haproxy-dead.duka.co.ke }
  use_backend none if { hdr(host) -i haproxy-none.duka.co.ke }
  default_backend app
backend app
  server one 127.0.0.1:${app.port}
backend dead
  server one 127.0.0.1:${closed}
backend none
`,
    })
    await startProgram(kit, {
      file: programPath('haproxy'),
      argv: ['-db', '-f', 'haproxy.cfg'],
      cwd: folder,
      ready: null,
    })
    await untilListening(http)
    return { http, backend: app.port }
  })
}
