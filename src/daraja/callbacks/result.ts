import { isConversationId } from '../conversation-id.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CallbackValues } from './callback-values.ts'
import { keyValue, type WireValue, wireObject, writeWire } from './wire.ts'

/** What surrounds the codes of a result. */
export interface ResultParts {
  readonly transactionId: string
  /** A list, or the item itself where there is only one. */
  readonly parameters?: WireValue
  readonly references?: WireValue
  /** One page prints the keys in the order of the alphabet. */
  readonly alphabetical?: true
  /** 1 was assumed for time-outs. */
  readonly resultType?: 0 | 1
}

/** The body that comes to a ResultURL. `ResultType` has the JSON type of a success's code. */
export function writeResult(scenario: Scenario, values: CallbackValues, parts: ResultParts): string {
  const { resultCode, resultDesc } = scenario
  const { resultType = 0, alphabetical, transactionId, parameters, references } = parts
  const named = isConversationId(values.reference)
  const isText = resultCode === '0'
  const fields: readonly (readonly [string, WireValue] | undefined)[] = [
    ['ResultType', isText ? String(resultType) : resultType],
    ['ResultCode', resultCode],
    ['ResultDesc', resultDesc],
    ['OriginatorConversationID', named ? values.originatorConversationId : values.reference],
    ['ConversationID', named ? values.reference : values.conversationId],
    transactionId === '' ? undefined : ['TransactionID', transactionId],
    parameters === undefined ? undefined : ['ResultParameters', wireObject(['ResultParameter', parameters])],
    references === undefined ? undefined : ['ReferenceData', wireObject(['ReferenceItem', references])],
  ]
  const present = fields.filter((field) => field !== undefined)
  const ordered = alphabetical === true ? present.toSorted(([a], [b]) => (a < b ? -1 : 1)) : present
  return writeWire(wireObject(['Result', wireObject(...ordered)]))
}

/** Safaricom's own address, which results give away in place of yours. */
export function queueAddress(api: string, isProduction = false): WireValue {
  const host = isProduction ? 'http://internalapi' : 'https://internalsandbox'
  return keyValue('QueueTimeoutURL', `${host}.safaricom.co.ke/mpesa/${api}/v1/submit`)
}

/** The TransactionID of a request that moved no money: the day of a receipt, and zeros. */
export function queryTransactionId({ receipt }: CallbackValues): string {
  return `${receipt.slice(0, 3)}0000000`
}

/** The TransactionID of a hard failure. */
export const noTransactionId = '0'.repeat(16)

/** The body of a time-out, as a community test assumes it. */
export function buildTimeout(scenario: Scenario, values: CallbackValues): string {
  return writeResult(scenario, values, { transactionId: '', resultType: 1 })
}
