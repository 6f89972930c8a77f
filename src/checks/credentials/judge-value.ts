import {
  judgeConsumerKey,
  judgeConsumerSecret,
  judgePasskey,
  judgeResponseType,
  judgeSecurityCredential,
  judgeShortcode,
  judgeTillNumber,
  judgeTransactionType,
} from '../../daraja/credentials.ts'
import type { VariableKind } from '../../daraja/variables.ts'

const judges: Partial<Record<VariableKind, (value: string) => string | undefined>> = {
  key: judgeConsumerKey,
  secret: judgeConsumerSecret,
  passkey: judgePasskey,
  shortcode: judgeShortcode,
  till: judgeTillNumber,
  credential: judgeSecurityCredential,
  'transaction-type': judgeTransactionType,
  'response-type': judgeResponseType,
}

/** Why a value cannot be a credential of this kind; undefined if it can, or if the kind has no shape of its own here. */
export function judgeValue(kind: VariableKind, value: string): string | undefined {
  return judges[kind]?.(value)
}

/** Whether a value can stand in a variable of this kind; URLs are only told from what is none. */
export function fits(kind: VariableKind, value: string): boolean {
  return kind === 'url' ? /^\s*https?:/i.test(value) : judgeValue(kind, value) === undefined
}
