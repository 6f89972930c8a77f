import { constants, createPublicKey, privateDecrypt, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { encryptPassword } from '../../src/adapters/security-credential-node.ts'
import { secret } from '../../src/core/secret.ts'
import { type CustomCertificate, makeCertificate } from '../helpers/custom-certificate.ts'

const password = secret('Invented!*1é')
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
let made: CustomCertificate

beforeAll(async () => {
  made = await makeCertificate({ name: 'invented', rsaBits: 2048, notAfter: new Date('2030-01-01') })
})

/** Taken apart by hand: not every Node decrypts this padding. */
function decrypt(credential: string): string {
  const block = privateDecrypt({ key: made.key, padding: constants.RSA_NO_PADDING }, Buffer.from(credential, 'base64'))
  expect(block.subarray(0, 2)).toEqual(Buffer.from([0, 2]))
  return String(block.subarray(block.indexOf(0, 2) + 1))
}

describe('a security credential', () => {
  it.each<[string, () => Uint8Array, string | null]>([
    ['a certificate in PEM', () => bytesOf(made.certificate), '2030-01-01'],
    ['a certificate in DER', () => new X509Certificate(made.certificate).raw, '2030-01-01'],
    ['a public key in PEM', () => bytesOf(String(publicKey().export({ type: 'spki', format: 'pem' }))), null],
    ['a public key in DER', () => publicKey().export({ type: 'spki', format: 'der' }), null],
  ])('is the password under the key of %s', (_, file, expiresOn) => {
    const { credential, expiresAt } = encryptPassword(password, file())
    expect(credential.reveal()).toMatch(/^[A-Za-z0-9+/]{342}==$/)
    expect(decrypt(credential.reveal())).toBe('Invented!*1é')
    expect(expiresAt?.toISOString().slice(0, 10) ?? null).toBe(expiresOn)
  })

  it('is another one each time', () => {
    const file = bytesOf(made.certificate)
    expect(encryptPassword(password, file).credential.reveal()).not.toBe(
      encryptPassword(password, file).credential.reveal(),
    )
  })

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['nothing', () => bytesOf(''), 'not-a-certificate'],
    ['a text', () => bytesOf('MPESA_SHORTCODE=174379'), 'not-a-certificate'],
    ['half a certificate', () => bytesOf(made.certificate.slice(0, 300)), 'not-a-certificate'],
    ['a private key', () => bytesOf(made.key), 'private-key'],
    [
      'a small key',
      async () => bytesOf((await makeCertificate({ name: 'x', rsaBits: 1024 })).certificate),
      'wrong-key',
    ],
    ['a curve', async () => bytesOf((await makeCertificate({ name: 'x' })).certificate), 'wrong-key'],
  ])('is not made with %s', async (_, file, fault) => {
    const bytes = await file()
    expect(() => encryptPassword(password, bytes)).toThrow(expect.objectContaining({ fault }))
  })

  it('is not made of more than a block of RSA holds', () => {
    const file = bytesOf(made.certificate)
    expect(() => encryptPassword(secret('x'.repeat(246)), file)).toThrow(
      expect.objectContaining({ fault: 'password-too-long' }),
    )
    expect(decrypt(encryptPassword(secret('x'.repeat(245)), file).credential.reveal())).toHaveLength(245)
  })
})

function publicKey() {
  return createPublicKey(made.certificate)
}
