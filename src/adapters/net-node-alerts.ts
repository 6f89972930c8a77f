/** RFC 8446, section 6, and the older names of RFC 5246. */
const alertNames: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

const alertRecord = 0x15
const fatal = 2
const names: ReadonlySet<string> = new Set(Object.values(alertNames))

/** The alert that ended a handshake: the record itself where it came in the clear, else OpenSSL's code for it. */
export function nameAlert(received: Buffer, systemCode: string): string | undefined {
  const inClear = findFatalAlert(received)
  if (inClear !== undefined) return alertNames[inClear] ?? `alert ${inClear}`
  // ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE, ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED, ERR_SSL_TLSV1_UNRECOGNIZED_NAME
  const name = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?([A-Z_]+)$/.exec(systemCode)?.[1]?.toLowerCase()
  if (name === undefined || (!systemCode.includes('_ALERT_') && !names.has(name))) return undefined
  return name === 'no_renegotiation' ? undefined : name
}

function findFatalAlert(bytes: Buffer): number | undefined {
  for (let at = 0; at + 7 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    const type = bytes[at] ?? 0
    if (type < 0x14 || type > 0x17) return undefined
    if (type === alertRecord && bytes.readUInt16BE(at + 3) === 2 && bytes[at + 5] === fatal) return bytes[at + 6]
  }
  return undefined
}
