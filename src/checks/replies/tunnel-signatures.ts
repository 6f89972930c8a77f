import type { Signature } from './signature.ts'

const restart = {
  summary: 'Open the tunnel again; the doctor writes its URL into the env file',
  command: 'mpesa-doctor tunnel',
}
const ngrokHeader = 'ngrok-error-code'
const anyNgrokCode = /^ERR_/
const startApp = { summary: 'Start the app on the port that the tunnel forwards to' }

/** What ngrok's error codes mean for a callback. The code is in a header, and in the page for people. */
interface NgrokCode {
  readonly codes: string
  readonly row: Omit<Signature, 'by' | 'headers' | 'body'>
}

const ngrokCodes: readonly NgrokCode[] = [
  {
    codes: '3200|3208|3204',
    row: { code: 'tunnel/offline', why: 'ngrok says that no agent serves this endpoint.', fix: restart },
  },
  {
    codes: '80\\d\\d|3004',
    row: {
      code: 'tunnel/app-down',
      why: 'The ngrok agent runs, and the address that it forwards to does not answer as a web server.',
      fix: startApp,
    },
  },
  {
    codes: '6024|6022',
    row: { code: 'tunnel/interstitial', why: "ngrok's free plan puts a page of its own before the app." },
  },
  {
    codes: '7\\d\\d|4027|5001|108|1214',
    row: { code: 'tunnel/limit', why: 'The ngrok account has used up requests, connections or bandwidth.' },
  },
  {
    codes: '3205|3206|3403|220|3207',
    row: { code: 'tunnel/access-policy', why: 'A traffic rule of this ngrok endpoint refuses the caller.' },
  },
]

const ngrok: readonly Signature[] = ngrokCodes.flatMap(({ codes, row }) => [
  { ...row, by: 'ngrok', headers: { [ngrokHeader]: new RegExp(`^ERR_NGROK_(?:${codes})$`) } },
  // Proxies and old agents lose the header; the page still names the code.
  {
    ...row,
    by: 'ngrok',
    status: [400, 401, 402, 403, 404, 429, 502, 503],
    body: new RegExp(`ERR_NGROK_(?:${codes})\\b`),
  },
])

/** Replies of tunnels in place of the app's. */
export const tunnelSignatures: readonly Signature[] = [
  ...ngrok,
  {
    code: 'tunnel/access-policy',
    by: 'ngrok',
    headers: { [ngrokHeader]: anyNgrokCode },
    status: [401, 403],
    confidence: 'likely',
  },
  {
    code: 'tunnel/app-down',
    by: 'ngrok',
    headers: { [ngrokHeader]: anyNgrokCode },
    status: [502, 503, 504],
    confidence: 'likely',
  },
  {
    code: 'tunnel/offline',
    by: 'ngrok',
    headers: { [ngrokHeader]: anyNgrokCode },
    status: [404],
    confidence: 'likely',
    fix: restart,
  },
  { code: 'tunnel/offline', by: 'ngrok', status: [404], body: /Tunnel [\w.-]+\.ngrok[\w.-]* not found/, fix: restart },
  {
    code: 'tunnel/offline',
    by: 'Cloudflare',
    status: [530],
    body: /\b1033\b|Cloudflare Tunnel error/,
    why: 'Cloudflare knows the host as a tunnel and no `cloudflared` is connected to it.',
    fix: restart,
  },
  {
    code: 'tunnel/offline',
    by: 'Cloudflare',
    provider: 'cloudflare',
    status: [530, 404, 1033],
    confidence: 'likely',
    headers: { server: /cloudflare/i },
    fix: restart,
    body: /error code: 10\d\d|Error 10\d\d|tunnel/i,
  },
  {
    code: 'tunnel/app-down',
    by: 'cloudflared',
    status: [502],
    body: /Unable to reach the origin service/i,
    why: '`cloudflared` runs, and the address that it forwards to does not answer.',
    fix: startApp,
  },
  { code: 'tunnel/app-down', by: 'Cloudflare', provider: 'cloudflare', status: [502, 503, 504], fix: startApp },
  { code: 'tunnel/limit', by: 'Cloudflare', provider: 'cloudflare', status: [429], confidence: 'likely' },
  {
    code: 'tunnel/offline',
    by: 'localtunnel',
    provider: 'localtunnel',
    status: [404, 503],
    body: /Tunnel Unavailable|^\s*404\s*$|no active client|tunnel/i,
    fix: restart,
  },
  {
    code: 'tunnel/interstitial',
    by: 'localtunnel',
    body: /Tunnel Password|bypass-tunnel-reminder|Friendly Reminder[\s\S]*localtunnel/i,
    why: 'localtunnel asks visitors for a password or a click first.',
  },
  { code: 'tunnel/app-down', by: 'localtunnel', provider: 'localtunnel', status: [502, 504, 408], fix: startApp },
  { code: 'tunnel/offline', by: 'localhost.run', body: /no tunnel here/i, fix: restart },
  {
    code: 'tunnel/offline',
    by: 'Pinggy',
    provider: 'pinggy',
    body: /tunnel (?:not found|is not active|has expired)|could not find (?:the )?tunnel/i,
    fix: restart,
  },
  {
    code: 'tunnel/offline',
    by: 'Expose',
    provider: 'expose',
    status: [404],
    body: /tunnel not found|no tunnel/i,
    fix: restart,
  },
  { code: 'tunnel/interstitial', by: 'zrok', provider: 'zrok', body: /interstitial|skip_zrok/i },
  {
    code: 'tunnel/access-policy',
    by: 'Dev Tunnels',
    status: [302, 401],
    headers: { location: /tunnels\.api\.visualstudio\.com\/auth|github\.com\/login|login\.microsoftonline\.com/ },
    why: 'Dev Tunnels are private unless they are opened to everyone.',
    fix: { summary: 'Allow anonymous access', command: 'devtunnel host --allow-anonymous' },
  },
  {
    code: 'tunnel/access-policy',
    by: 'Codespaces',
    provider: 'codespaces',
    status: [302, 401, 404],
    confidence: 'likely',
    why: 'Ports of a codespace are private unless they are made public.',
    fix: { summary: 'Make the port public in the Ports view' },
  },
  ...genericTunnel(),
]

/** What any tunnel may say; only for hosts that are known to be tunnels, as ordinary proxies say the same. */
function genericTunnel(): readonly Signature[] {
  const providers = ['localhost.run', 'pinggy', 'serveo', 'bore', 'tunnelmole', 'localxpose', 'zrok', 'expose']
  const rest = [...providers, 'dev-tunnels', 'codespaces', 'tailscale', 'telebit', 'pagekite', 'ngrok']
  return rest.map((provider) => ({
    code: 'tunnel/app-down',
    by: provider,
    provider,
    status: [502, 503, 504],
    confidence: 'likely',
    fix: startApp,
  }))
}
