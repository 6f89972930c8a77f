import type { Fix } from '../../../core/finding.ts'
import type { Signature } from '../signature.ts'

const pointDomain: Fix = { summary: 'Point the domain at the server of the app' }
const payHost: Fix = { summary: 'Ask the hosting company why the account is suspended; most often a bill is open' }

/** Hosting companies and registrars that answer for names without a site. */
export const parkingSignatures: readonly Signature[] = [
  {
    code: 'edge/default-page',
    by: 'cPanel',
    headers: { location: /\/cgi-sys\/suspendedpage\.cgi/ },
    why: 'The hosting account is suspended.',
    fix: payHost,
    source: 'docs.cpanel.net: suspended accounts; the redirect is in public logs',
  },
  {
    code: 'edge/default-page',
    by: 'cPanel',
    headers: { location: /\/cgi-sys\/defaultwebpage\.cgi/ },
    why: 'The server has no site for this name.',
    fix: pointDomain,
    source: 'docs.cpanel.net: default web page',
  },
  {
    code: 'edge/default-page',
    by: 'cPanel',
    page: true,
    body: /<title>(?:Account Suspended|This Account has been suspended)|\/cgi-sys\/suspendedpage\.cgi/i,
    why: 'The hosting account is suspended.',
    fix: payHost,
    source: 'docs.cpanel.net: suspended accounts',
  },
  {
    code: 'edge/default-page',
    by: 'cPanel',
    page: true,
    body: /<title>Default Web(?:site)? (?:Site )?Page<\/title>|\/cgi-sys\/defaultwebpage\.cgi|SORRY! If you are the owner of this website, please contact your hosting provider/i,
    why: 'The server has no site for this name.',
    fix: pointDomain,
    source: 'docs.cpanel.net: default web page',
  },
  {
    code: 'edge/default-page',
    by: 'aaPanel',
    page: true,
    body: /<title>Sorry, the (?:web)?site has been stopped/i,
    why: 'The site was stopped in the control panel.',
    fix: { summary: 'Start the site in the control panel, and see whether its end date has passed' },
    source: "the control panel's page, its title listed by scanners",
  },
  {
    code: 'edge/default-page',
    by: 'a domain park',
    page: true,
    body: /\b(?:sedoparking\.com|parkingcrew\.net|parklogic\.com|bodis\.com\/|cdn-cgi\/parking)/i,
    fix: pointDomain,
    source: 'parking companies: the hosts of their scripts',
    confidence: 'likely',
  },
  {
    code: 'edge/default-page',
    by: 'a domain park',
    page: true,
    body: /window\.location\.href\s?=\s?"\/lander"/,
    fix: pointDomain,
    source: "GoDaddy's page for parked domains, listed by scanners",
    confidence: 'likely',
  },
  {
    code: 'edge/default-page',
    by: 'a domain park',
    page: true,
    body: /\b(?:this|the) domain(?: name)? (?:is|may be) for sale\b|<(?:title|h1)[^>]{0,99}>[^<]{0,99}(?:domain (?:has been|is) parked|parked (?:free|domain)|Future home of something quite cool)/i,
    fix: pointDomain,
    confidence: 'likely',
    source: 'common titles of parked domains',
  },
]
