import type { Fix } from '../../../core/finding.ts'

/** What servers mean that answer plain HTTP with a 400 at their TLS port. */
export const plainHttp = {
  code: 'edge/bad-gateway',
  status: [400],
  why: 'Plain HTTP arrives at a port that expects TLS: the URL says http, or a proxy in front speaks http to this port.',
  fix: { summary: 'Let the proxy in front connect with https (Cloudflare: SSL mode Full), or to the plain port' },
} as const

export const enableSite: Fix = { summary: 'Enable the virtual host of the app for this name' }

/** For scripts that are served as files. */
export const passToPhp = {
  summary: 'Let the server run PHP scripts (nginx, beside the other `location` blocks; Apache: `a2enmod php`)',
  code: 'location ~ \\.php$ {\n    include snippets/fastcgi-php.conf;\n    fastcgi_pass unix:/run/php/php-fpm.sock;\n}',
} as const satisfies Fix
