import { resolve } from 'node:path'
import { usageError } from '../core/errors.ts'
import { type Secret, secret } from '../core/secret.ts'
import { judgeSecurityCredential } from '../daraja/credentials.ts'
import { CredentialError } from '../daraja/security-credential.ts'
import type { EnvEntry } from '../probes/env-values.ts'
import { type Invocation, optionValue } from './command.ts'

const mostBytes = 65_536

/**
 * What the initiator proves itself with: the credential of the env file, or its password under the key of a certificate.
 * Throws a usage error that says what is missing or wrong.
 */
export async function readCredential(
  invocation: Invocation,
  set: Readonly<Record<'MPESA_SECURITY_CREDENTIAL' | 'MPESA_INITIATOR_PASSWORD', EnvEntry | undefined>>,
): Promise<Secret> {
  const file = optionValue<string>(invocation, 'certificate')
  const { MPESA_SECURITY_CREDENTIAL: ready, MPESA_INITIATOR_PASSWORD: password } = set
  if (file === undefined) {
    if (ready === undefined) throw credentialMissing(password !== undefined)
    const value = ready.value.trim()
    const problem = judgeSecurityCredential(value)
    if (problem === undefined) return secret(value)
    throw usageError('credential-malformed', `\`${ready.key}\` cannot be a security credential. ${problem}`, {
      summary: 'copy it again, or let it be made from MPESA_INITIATOR_PASSWORD with --certificate <file>',
    })
  }
  if (password === undefined)
    throw usageError('password-missing', '--certificate encrypts MPESA_INITIATOR_PASSWORD, which is not set', {
      summary: 'set it in the env file, or leave --certificate out',
    })
  const made = await encrypt(invocation, secret(password.value), file)
  invocation.redactor.add(made.reveal())
  return made
}

async function encrypt({ deps, project, ports, output }: Invocation, password: Secret, file: string): Promise<Secret> {
  const read = await ports.files.read(resolve(project.folder, file), { maxBytes: mostBytes })
  if (read.kind !== 'read')
    throw unusable(file, read.kind === 'missing' ? 'it does not exist' : `it cannot be read (${read.code})`)
  const encryptPassword = await deps.daraja.passwordEncryption()
  try {
    const { credential, expiresAt } = encryptPassword(password, read.bytes)
    if (expiresAt !== null && expiresAt < ports.clock.now())
      output.talk(
        `${output.talkPaint.yellow(output.glyphs.warn)} The certificate was valid until ${expiresAt.toISOString().slice(0, 10)}. Safaricom's own are as old and still in use; if Daraja refuses the initiator, download it again.\n`,
      )
    return credential
  } catch (error) {
    throw error instanceof CredentialError ? unusable(file, error.message) : error
  }
}

function unusable(file: string, why: string) {
  return usageError('certificate-unusable', `The certificate ${file} cannot be used: ${why}`, {
    summary: 'name the one of this environment from https://developer.safaricom.co.ke',
  })
}

function credentialMissing(hasPassword: boolean) {
  return usageError('credential-missing', 'Daraja cannot be asked without a security credential', {
    summary: `${hasPassword ? '' : 'set MPESA_SECURITY_CREDENTIAL, or MPESA_INITIATOR_PASSWORD; that one is encrypted if you '}name the certificate of the portal with --certificate <file>`,
  })
}
