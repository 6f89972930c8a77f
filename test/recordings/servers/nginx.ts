import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerUnderRecord } from '../server-under-record.ts'
import { healthyCases, packageVersion, refusalCases } from '../server-under-record.ts'

const proxied = { config: 'passes on to an app' }

export const nginx: ServerUnderRecord = {
  name: 'nginx',
  server: 'nginx',
  version: packageVersion('nginx'),
  listeners: 3,
  prepare: async ({ folder, ports: [port, fresh, mutual], backends }) => {
    mkdirSync(join(folder, 'www', 'folder'), { recursive: true })
    writeFileSync(join(folder, 'www', 'page.html'), '<p>page</p>')
    writeFileSync(join(folder, 'www', 'unreadable.html'), 'x')
    chmodSync(join(folder, 'www', 'unreadable.html'), 0o600)
    writeFileSync(join(folder, 'users'), 'anna:{PLAIN}secret\n')
    const key = join(folder, 'key.pem')
    const certificate = join(folder, 'certificate.pem')
    const subject = ['-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', '-subj', '/CN=shop.example']
    execFileSync('openssl', ['req', ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
    const to = (app: number) => `proxy_pass http://127.0.0.1:${app};`
    writeFileSync(
      join(folder, 'nginx.conf'),
      `
daemon off; user www-data; pid ${folder}/nginx.pid; error_log ${folder}/error.log; worker_processes 1;
events { worker_connections 64; }
http {
  access_log off; root ${folder}/www; types { text/html html; }
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  limit_req_zone $server_name zone=few:1m rate=1r/m;
  server {
    listen 127.0.0.1:${port}; server_name shop.example; proxy_read_timeout 1s;
    location /healthy/ { ${to(backends.healthy)} }
    location /dead/ { ${to(backends.dead)} }
    location /slow/ { ${to(backends.slow)} }
    location /closing/ { ${to(backends.closing)} }
    location /fastcgi/ { fastcgi_pass 127.0.0.1:${backends.dead}; }
    location /deny/ { deny all; }
    location /password/ { auth_basic "Staging"; auth_basic_user_file ${folder}/users; ${to(backends.healthy)} }
    location /small/ { client_max_body_size 10; ${to(backends.healthy)} }
    location /limited/ { limit_req zone=few; ${to(backends.healthy)} }
    location /limited-429/ { limit_req zone=few; limit_req_status 429; ${to(backends.healthy)} }
    location /get-only/ { limit_except GET { deny all; } ${to(backends.healthy)} }
    location /secure/ { return 301 https://$host$request_uri; }
    location /maintenance/ { return 503; }
    location /loop/ { rewrite ^ /loop/x last; }
    location /exact/ { ${to(backends.healthy)} }
  }
  server { listen 127.0.0.1:${fresh} default_server; root /usr/share/nginx/html; error_page 405 =200 $uri; }
  server {
    listen 127.0.0.1:${mutual} ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};
    ssl_client_certificate ${certificate}; ssl_verify_client on;
    location / { ${to(backends.healthy)} }
  }
}
`,
    )
    return { command: 'nginx', args: ['-p', folder, '-c', join(folder, 'nginx.conf')] }
  },
  cases: [
    ...healthyCases,
    ...refusalCases,
    { name: 'dead-upstream', config: 'proxy_pass to a port where nothing listens', request: { path: '/dead/cb' } },
    { name: 'slow-upstream', config: 'proxy_read_timeout 1s, the app never answers', request: { path: '/slow/cb' } },
    { name: 'closing-upstream', config: 'proxy_pass to an app that hangs up', request: { path: '/closing/cb' } },
    { name: 'dead-fastcgi', config: 'fastcgi_pass to a port where nothing listens', request: { path: '/fastcgi/cb' } },
    { name: 'no-such-file', config: 'static files, no such file', request: { path: '/api/callback' } },
    { name: 'static-post', config: 'static files, a POST to one', request: { path: '/page.html' } },
    { name: 'folder-slash', config: 'static files, a folder without its slash', request: { path: '/folder' } },
    { name: 'location-slash', config: 'a proxied location without its slash', request: { path: '/exact' } },
    {
      name: 'unreadable',
      config: 'a file that nginx may not read',
      request: { method: 'GET', path: '/unreadable.html' },
    },
    { name: 'deny', config: 'deny all', request: { path: '/deny/cb' } },
    { name: 'get-only', config: 'limit_except GET { deny all; }', request: { path: '/get-only/cb' } },
    { name: 'password', config: 'auth_basic', request: { path: '/password/cb' } },
    { name: 'too-large', config: 'client_max_body_size 10', request: { path: '/small/cb' } },
    {
      name: 'rate-limit',
      config: 'limit_req with its default status',
      request: { path: '/limited/ack-json' },
      times: 2,
    },
    { name: 'rate-limit-429', config: 'limit_req_status 429', request: { path: '/limited-429/ack-json' }, times: 2 },
    { name: 'to-https', config: 'return 301 https://$host$request_uri', request: { path: '/secure/cb' } },
    { name: 'maintenance', config: 'return 503', request: { path: '/maintenance/cb' } },
    { name: 'rewrite-loop', config: 'a rewrite that never ends', request: { path: '/loop/cb' } },
    {
      name: 'header-too-large',
      config: proxied.config,
      request: { path: '/healthy/x', headers: { 'x-long': 'x'.repeat(9_000) } },
    },
    {
      name: 'default-site',
      config: 'the site of the package, files only',
      request: { method: 'GET', path: '/' },
      listener: 1,
    },
    {
      name: 'default-site-post',
      config: 'the site of the package, POSTs answered as GETs',
      request: { path: '/index.html' },
      listener: 1,
    },
    { name: 'client-certificate', config: 'ssl_verify_client on', request: { path: '/cb', tls: true }, listener: 2 },
    { name: 'http-to-https-port', config: 'plain HTTP to a port with ssl', request: { path: '/cb' }, listener: 2 },
  ],
}
