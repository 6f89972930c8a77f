import type { Fix } from '../../../core/finding.ts'

/** What servers mean that answer plain HTTP with a 400 at their TLS port. */
export const plainHttp = {
  code: 'edge/bad-gateway',
  status: [400],
  why: 'Plain HTTP arrives at a port that expects TLS: the URL says http, or a proxy in front speaks http to this port.',
  fix: { summary: 'Let the proxy in front connect with https (Cloudflare: SSL mode Full), or to the plain port' },
} as const

export const enableSite: Fix = { summary: 'Enable the virtual host of the app for this name' }
