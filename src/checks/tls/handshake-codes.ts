export const handshakeCodes = {
  'tls/old-protocol': {
    severity: 'error',
    title: 'The server speaks only outdated TLS',
    why: 'TLS 1.0 and 1.1 are switched off nearly everywhere; clients of today refuse them.',
    fix: 'Enable TLS 1.2 and 1.3 (nginx: `ssl_protocols TLSv1.2 TLSv1.3;`)',
  },
  'tls/no-tls12': {
    severity: 'warning',
    title: 'The server does not speak TLS 1.2',
    why: 'Which TLS versions Safaricom uses is not documented; a client of some age knows no TLS 1.3.',
    fix: 'Enable TLS 1.2 besides 1.3 (nginx: `ssl_protocols TLSv1.2 TLSv1.3;`)',
  },
  'tls/client-certificate': {
    severity: 'error',
    title: 'The server demands a client certificate',
    why: 'Safaricom sends none with a callback.',
    fix: 'Do not ask for client certificates on the callback host (nginx: `ssl_verify_client off;`)',
  },
  'tls/not-tls': {
    severity: 'error',
    title: 'The port of the https URL does not speak TLS',
    why: 'Plain HTTP, or something else altogether, answers where TLS should.',
    fix: 'Set up TLS on this port, or correct scheme and port in the URL',
  },
  'tls/timeout': {
    severity: 'error',
    title: 'The TLS handshake gets no answer',
    why: 'The connection stands and the server says nothing: it is overloaded, or no TLS server.',
    fix: 'Look at what listens on this port, and whether it is stuck',
  },
  'tls/handshake-failed': {
    severity: 'error',
    title: 'The TLS handshake fails',
    why: 'Server and client find no common ground, or the server hangs up.',
    fix: 'Look at the TLS settings of the server: certificate for this name, protocols, ciphers',
  },
} as const

export type HandshakeCode = keyof typeof handshakeCodes
