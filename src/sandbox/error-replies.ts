import type { SandboxReply } from './exchange.ts'

const json = { 'Content-Type': 'application/json' } as const

export function jsonReply(status: number, body: Readonly<Record<string, unknown>>): SandboxReply {
  return { status, headers: json, body: JSON.stringify(body) }
}

/** `{requestId, errorCode, errorMessage}`, the envelope of every API; the code begins with the HTTP status. */
export function errorReply(requestId: string, errorCode: string, errorMessage: string): SandboxReply {
  return jsonReply(Number(errorCode.slice(0, 3)), { requestId, errorCode, errorMessage })
}

/** A field that is missing, misspelt or malformed. */
export function badRequest(requestId: string, field: string): SandboxReply {
  return errorReply(requestId, '400.002.02', `Bad Request - Invalid ${field}`)
}

/** The gateway's own faults. */
export function faultReply(status: number, faultstring: string, errorcode: string): SandboxReply {
  return jsonReply(status, { fault: { faultstring, detail: { errorcode } } })
}

/** What a wrong key or secret gets: no body at all. */
export const refusedKeys: SandboxReply = { status: 400, headers: { 'Content-Type': 'text/plain' }, body: '' }

export const rateLimited: SandboxReply = faultReply(
  429,
  'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}',
  'policies.ratelimit.SpikeArrestViolation',
)

/** `incident` is 18 digits, a dash and some more. */
export function firewallPage(incident: string): SandboxReply {
  const body =
    '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body>' +
    `Request unsuccessful. Incapsula incident ID: ${incident}</body></html>`
  return { status: 403, headers: { 'Content-Type': 'text/html' }, body }
}

const loadFaults = {
  'rate-limit': { code: '500.003.02', text: 'Error Occurred: Spike Arrest Violation' },
  quota: { code: '500.003.03', text: 'Quota Violation' },
  busy: { code: '500.003.02', text: 'System is busy. Please try again in few minutes.' },
  'no-product': {
    code: '401.003.01',
    text: 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found',
  },
} as const

export type LoadFault = keyof typeof loadFaults

/** What stops a good request before its API; the query alone has another answer to too many. */
export function faultOfLoad(requestId: string, kind: LoadFault): SandboxReply {
  const { code, text } = loadFaults[kind]
  return errorReply(requestId, code, text)
}

/** What the gateway says of a body that it does not take. */
export const bodyTooLong: SandboxReply = faultReply(413, 'Body buffer overflow', 'protocol.http.TooBigBody')

/** What is said of everything that went wrong inside. */
export function internalError(requestId: string): SandboxReply {
  return errorReply(requestId, '500.003.1001', 'Internal Server Error')
}

/** A path that the gateway knows no API for. */
export function unknownProxy(path: string): SandboxReply {
  return faultReply(
    404,
    `Unable to identify proxy for host: secure and url: ${path}`,
    'messaging.adaptors.http.flow.ApplicationNotFound',
  )
}

const tokenAnswers = {
  '404.001.03': () => 'Invalid Access Token',
  '400.003.01': () => 'Invalid Access Token',
  '401.001': () => 'Invalid Access Token',
  '401.002.01': (token: string) => `Error Occurred - Invalid Access Token - ${token}`,
} as const

/** The answer to a bad token, of which each API has its own. */
export function badToken(requestId: string, code: keyof typeof tokenAnswers, token: string): SandboxReply {
  return errorReply(requestId, code, tokenAnswers[code](token))
}
