import { type Secret, secret } from '../../core/secret.ts'
import { type DarajaRefusal, type DarajaReply, readAnswer } from './read-answer.ts'

export interface DarajaToken {
  readonly kind: 'token'
  readonly token: Secret
  readonly expiresAt: Date
}

/** An hour by all documents; used where `expires_in` cannot be read. */
const usualLifeSeconds = 3_600
const marginMs = 60_000

/** Reads the answer of OAuth. `expires_in` is a number or a text, both were seen. */
export function readToken(reply: DarajaReply, now: Date): DarajaToken | DarajaRefusal {
  const answer = readAnswer(reply)
  if (answer.kind === 'refused') return answer
  const { access_token: token, expires_in: life } = answer.document
  // What could not stand in a header is no token either.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    return {
      kind: 'refused',
      problem: 'not-daraja',
      status: reply.status,
      code: null,
      message: 'the answer holds no token',
      field: null,
      known: null,
    }
  const seconds = Number(life) > 0 ? Number(life) : usualLifeSeconds
  // Nobody keeps a token longer than the documents allow, whatever a server says.
  const lifeMs = Math.min(seconds, usualLifeSeconds) * 1_000
  return { kind: 'token', token: secret(token), expiresAt: new Date(now.getTime() + lifeMs) }
}

/** For how many milliseconds more it may be used, with a minute to spare; none or less if it is used up. */
export function lastsFor({ expiresAt }: DarajaToken, now: Date): number {
  return expiresAt.getTime() - now.getTime() - marginMs
}
