import { constants, createPublicKey, type KeyObject, publicEncrypt, X509Certificate } from 'node:crypto'
import { secret } from '../core/secret.ts'
import { CredentialError, type PasswordEncryption } from '../daraja/security-credential.ts'

const keyBits = 2_048
/** PKCS#1 v1.5 takes eleven bytes of a block for itself. */
const mostBytes = keyBits / 8 - 11

export const encryptPassword: PasswordEncryption = (password, certificate) => {
  const { key, expiresAt } = readKey(Buffer.from(certificate))
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type !== 'rsa' || details?.modulusLength !== keyBits) {
    const bits = details?.modulusLength === undefined ? '' : ` with ${details.modulusLength} bits`
    throw new CredentialError(
      'wrong-key',
      `its key is ${type?.toUpperCase() ?? 'of another kind'}${bits}, and Daraja's is RSA with ${keyBits}`,
    )
  }
  const bytes = Buffer.from(password.reveal(), 'utf8')
  if (bytes.length > mostBytes)
    throw new CredentialError(
      'password-too-long',
      `the password has ${bytes.length} bytes, of which RSA takes ${mostBytes}`,
    )
  const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bytes)
  return { credential: secret(encrypted.toString('base64')), expiresAt }
}

function readKey(bytes: Buffer): { readonly key: KeyObject; readonly expiresAt: Date | null } {
  const text = bytes.toString('latin1')
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    throw new CredentialError('private-key', "it holds a private key; what is needed is Safaricom's certificate")
  try {
    const certificate = new X509Certificate(bytes)
    return { key: certificate.publicKey, expiresAt: new Date(certificate.validTo) }
  } catch {
    // Somebody may have taken the key out of it.
  }
  try {
    const isText = text.includes('-----BEGIN')
    return { key: createPublicKey(isText ? bytes : { key: bytes, format: 'der', type: 'spki' }), expiresAt: null }
  } catch {
    throw new CredentialError('not-a-certificate', 'it is no X.509 certificate, neither in PEM nor in DER')
  }
}
