import type { Secret } from '../core/secret.ts'

/**
 * Why a file cannot encrypt a password.
 * - `not-a-certificate`: neither X.509 nor a public key, in PEM or DER
 * - `private-key`: nothing that is to be given away, nor what Safaricom publishes
 * - `wrong-key`: not RSA with 2048 bits, the only one whose credentials have the length that Daraja takes
 * - `password-too-long`: more bytes than one block of RSA holds
 */
export type CredentialFault = 'not-a-certificate' | 'private-key' | 'wrong-key' | 'password-too-long'

export class CredentialError extends Error {
  readonly fault: CredentialFault

  constructor(fault: CredentialFault, message: string) {
    super(message)
    this.name = 'CredentialError'
    this.fault = fault
  }
}

/** Safaricom's published certificates have been past their date for years, and their keys are still the ones in use. */
export interface EncryptedPassword {
  readonly credential: Secret
  /** Of the certificate; null for a bare public key. */
  readonly expiresAt: Date | null
}

/**
 * Makes a SecurityCredential: the password of an initiator under RSA with the padding of PKCS#1 v1.5, in base64. Throws
 * `CredentialError`. Source: the portal's page on security credentials.
 */
export type PasswordEncryption = (password: Secret, certificate: Uint8Array) => EncryptedPassword
