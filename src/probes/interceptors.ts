/** A product that ends TLS on the way and signs anew, known by the name of its authority. */
export interface Interceptor {
  readonly product: string
  /** Found in the issuers of what it signed, `CN=…, O=…`. */
  readonly issuer: RegExp
  readonly source: string
}

const chromium = "Chromium's ssl_error_assistant.asciipb"
const itself = 'name of the authority that the product makes, as its own manual gives it'
const observedName = 'name of the authority as it appears in reports of certificate errors'

/** Only asked about chains that no public root vouches for, so that the public certificates of these companies are safe. */
export const interceptors = [
  { product: 'Zscaler', issuer: /\bzscaler\b/i, source: chromium },
  { product: 'Netskope', issuer: /\bnetskope\b|\.goskope\.com\b/i, source: observedName },
  { product: 'Fortinet FortiGate', issuer: /\bforti(?:gate|net)\b/i, source: chromium },
  { product: 'Palo Alto Networks', issuer: /\bpalo ?alto\b|\bpan-?os\b|\bprisma access\b/i, source: observedName },
  { product: 'Symantec Blue Coat', issuer: /\bblue ?coat\b|\bsymantec web (?:security|gateway)\b/i, source: chromium },
  { product: 'Cisco Umbrella', issuer: /\bcisco umbrella\b|\bopendns\b/i, source: chromium },
  { product: 'Cisco Secure Web Appliance', issuer: /\bironport\b|\bcisco (?:web|secure web) /i, source: observedName },
  { product: 'Forcepoint', issuer: /\bforcepoint\b|\bwebsense\b/i, source: chromium },
  { product: 'Sophos', issuer: /\bsophos(?:utm)?(?:\b|_)/i, source: chromium },
  { product: 'SonicWall', issuer: /\bsonicwall\b/i, source: chromium },
  { product: 'Check Point', issuer: /\bcheck ?point\b/i, source: observedName },
  { product: 'McAfee / Skyhigh Web Gateway', issuer: /\bmcafee web gateway\b|\bskyhigh\b/i, source: chromium },
  { product: 'Trend Micro', issuer: /\biwss\.trend\b|\btrend ?micro\b/i, source: chromium },
  { product: 'Barracuda', issuer: /\bbarracuda\b/i, source: observedName },
  { product: 'WatchGuard', issuer: /\bwatchguard\b|\bfireware https proxy\b/i, source: observedName },
  { product: 'Cyberoam', issuer: /\bcyberoam\b/i, source: chromium },
  { product: 'ContentKeeper', issuer: /\bcontentkeeper\b/i, source: chromium },
  { product: 'Smoothwall', issuer: /\bsmoothwall\b/i, source: chromium },
  { product: 'Untangle', issuer: /\buntangle\b/i, source: observedName },
  {
    product: 'Cloudflare Gateway',
    issuer: /\bgateway ca - cloudflare\b|\bcloudflare for teams\b/i,
    source: observedName,
  },
  { product: 'iboss', issuer: /\biboss\b/i, source: observedName },
  { product: 'Lightspeed', issuer: /\blightspeed (?:systems|rocket)\b/i, source: observedName },
  { product: 'Kaspersky', issuer: /\bkaspersky\b/i, source: chromium },
  { product: 'ESET', issuer: /\beset ssl filter\b|\beset, spol/i, source: itself },
  { product: 'Avast', issuer: /\bavast\b/i, source: chromium },
  { product: 'AVG', issuer: /\bavg (?:web|technologies|trusted)/i, source: observedName },
  { product: 'Bitdefender', issuer: /\bbitdefender\b/i, source: chromium },
  { product: 'Dr.Web', issuer: /\bdr\.? ?web\b|\bdoctor web\b/i, source: observedName },
  { product: 'AdGuard', issuer: /\badguard\b/i, source: itself },
  { product: 'Net Nanny', issuer: /\bcontentwatch\b|\bnet ?nanny\b/i, source: observedName },
  { product: 'mitmproxy', issuer: /\bmitmproxy\b/i, source: itself },
  { product: 'Charles', issuer: /\bcharles proxy\b|\bxk72\b/i, source: itself },
  { product: 'Fiddler', issuer: /\bfiddler(?:root)?\b|do_not_trust/i, source: itself },
  { product: 'Burp Suite', issuer: /\bportswigger\b/i, source: itself },
  { product: 'ZAP', issuer: /\bowasp zed attack proxy\b|\bzap root ca\b/i, source: itself },
  { product: 'Proxyman', issuer: /\bproxyman\b/i, source: itself },
  { product: 'HTTP Toolkit', issuer: /\bhttp toolkit ca\b/i, source: itself },
] as const satisfies readonly Interceptor[]
