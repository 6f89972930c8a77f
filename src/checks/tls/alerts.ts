/** What a server means by the alert with which it ends a handshake (RFC 8446, section 6.2; RFC 5246, section 7.2.2). */
export const alertMeanings: Readonly<Record<string, string>> = {
  handshake_failure:
    'The server finds nothing that both sides can use: no common cipher, or no certificate for this name.',
  unrecognized_name: 'The server knows no site of this name, so it has no certificate to show.',
  protocol_version: 'The server speaks none of the TLS versions on offer.',
  insufficient_security: 'The server wants stronger ciphers than were on offer.',
  internal_error: 'The server failed by itself: often a certificate or key that it could not load for this name.',
  no_application_protocol: 'The server takes no HTTP/1.1, which clients that send callbacks speak.',
  certificate_required: 'The server wants a client certificate.',
  bad_certificate: 'The server did not like the client certificate, or that there was none.',
  certificate_unknown: 'The server did not like the client certificate, or that there was none.',
  unknown_ca: 'The server does not know the authority of the client certificate.',
  access_denied: 'The server has a rule that keeps this client out.',
  decode_error: 'The server could not read the handshake: something on the way changes it, or it is no TLS of today.',
  illegal_parameter: 'The server took offence at the offer: its TLS is old, or something on the way changes it.',
  unexpected_message:
    'The server did not expect a TLS handshake here; another protocol may be spoken on this port first.',
  inappropriate_fallback: 'The server speaks a newer version than the one on offer.',
  missing_extension: 'The server wants something named in the offer that was not there, such as the host name.',
  close_notify: 'The server closed the connection in an orderly way in the middle of the handshake.',
}
