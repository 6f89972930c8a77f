/* What the programs print, as they print it. Names, addresses and ids are invented. */

const stamp = '2026-11-23T06:00:00Z'

export const cloudflaredUrl = 'https://quiet-heron-lake-tea.trycloudflare.com'

export const cloudflaredRequest = `
${stamp} INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. See https://www.cloudflare.com/website-terms/ and https://developers.cloudflare.com/cloudflare-one/connections/connect-apps
${stamp} INF Requesting new quick Tunnel on trycloudflare.com...`

export const cloudflaredBox = (url = cloudflaredUrl): string => `
${stamp} INF +--------------------------------------------------------------------------------------------+
${stamp} INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |
${stamp} INF |  ${url}                                     |
${stamp} INF +--------------------------------------------------------------------------------------------+
${stamp} ERR Configuration file /dev/null was empty
${stamp} INF Version 2026.3.0 (Checksum 00)
${stamp} INF Settings: map[config:/dev/null no-autoupdate:true protocol:quic url:http://127.0.0.1:5000]
${stamp} INF Initial protocol quic
${stamp} INF Starting metrics server on 127.0.0.1:20241/metrics`

export const cloudflaredRegistered = `${stamp} INF Registered tunnel connection connIndex=0 connection=830bf962-7674-4e02-b648-000000000000 event=0 ip=198.51.100.7 location=nbo01 protocol=quic`

export const cloudflaredLost = `
${stamp} ERR failed to run the datagram handler error="timeout: no recent network activity" connIndex=0 event=0 ip=198.51.100.7
${stamp} WRN Serve tunnel error error="timeout: no recent network activity" connIndex=0 event=0 ip=198.51.100.7
${stamp} INF Retrying connection in up to 1s connIndex=0 event=0 ip=198.51.100.7`

export const cloudflaredLimited = `${cloudflaredRequest}
${stamp} ERR Error unmarshaling QuickTunnel response: error code: 1015 error="invalid character 'e' looking for beginning of value" status_code="429 Too Many Requests"
failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value`

export const cloudflaredBroken = `${cloudflaredRequest}
${stamp} ERR Error unmarshaling QuickTunnel response: error code: 1101 error="invalid character 'e' looking for beginning of value" status_code="500 Internal Server Error"
failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value`

export const cloudflaredOffline = `${cloudflaredRequest}
failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host`

export const cloudflaredQuicBlocked = `
${stamp} ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=0 event=0 ip=198.51.100.7
${stamp} INF Retrying connection in up to 2s connIndex=0 event=0 ip=198.51.100.7`

export const localhostRunUrl = 'https://f27f2133f61afa.lhr.life'

export const localhostRunBanner = `
===============================================================================
Welcome to localhost.run!

Follow your favourite reverse tunnel at [https://twitter.com/localhost_run].

To set up and manage custom domains go to https://admin.localhost.run/

More details on custom domains (and how to enable subdomains of your custom
domain) at https://localhost.run/docs/custom-domains

===============================================================================


** your connection id is 61516456-2da3-4b57-b3cb-000000000000, please mention it if you send me a message about an issue. **

authenticated as anonymous user
f27f2133f61afa.lhr.life tunneled with tls termination, ${localhostRunUrl}
create an account and add your key for a longer lasting domain name. see https://localhost.run/docs/forever-free/ for more information.`

export const pinggyUrl = 'https://rnabc-203-0-113-7.a.free.pinggy.link'

export const pinggyBanner = `
You are not authenticated.
Your tunnel will expire in 60 minutes. Upgrade to Pinggy Pro to get unrestricted tunnels. https://dashboard.pinggy.io

http://rnabc-203-0-113-7.a.free.pinggy.link
${pinggyUrl}`

export const serveoUrl = 'https://beam.serveousercontent.com'

export const serveoBanner = `\u001b[32mForwarding HTTP traffic from ${serveoUrl}\u001b[0m
Press g to start a GUI session and ctrl-c to quit.`
