import { toTimestamp } from '../nairobi-time.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { CallbackValues } from './callback-values.ts'
import { type WireObject, wireObject, writeWire } from './wire.ts'

/** A standing order: keys are spelt one way after a success and another after a failure. */
export function buildRatiba({ outcome, resultCode, resultDesc }: Scenario, values: CallbackValues): string {
  const { reference, uuid, phone, receipt } = values
  const code = String(resultCode)
  const succeeds = outcome === 'success'
  const spell = (text: string): string => (succeeds ? text : `${text[0]?.toUpperCase()}${text.slice(1)}`)
  const item = (name: string, value: string): WireObject => wireObject([spell('name'), name], [spell('value'), value])
  const header = wireObject(
    ['responseRefID', uuid],
    ['requestRefID', reference],
    ['responseCode', code],
    ['responseDescription', resultDesc],
  )
  const data = [
    item('TransactionID', succeeds ? receipt : '0000000000'),
    item('responseCode', code),
    item('Status', succeeds ? 'OKAY' : 'ERROR'),
    item('Msisdn', succeeds ? `${phone.slice(0, 3)}******${phone.slice(-3)}` : `*********${phone.slice(-3)}`),
  ]
  return writeWire(
    wireObject([spell('responseHeader'), header], [spell('responseBody'), wireObject([spell('responseData'), data])]),
  )
}

/** A payment from till to till over USSD: flat, and nothing but strings. */
export function buildB2bExpress({ outcome, resultCode, resultDesc }: Scenario, values: CallbackValues): string {
  const amount = Number(values.amount)
  const code: WireObject['fields'] = [
    ['resultCode', String(resultCode)],
    ['resultDesc', resultDesc],
  ]
  const money = ['amount', Number.isInteger(amount) ? amount.toFixed(1) : String(amount)] as const
  const request = ['requestId', values.reference] as const
  if (outcome === 'failure')
    return writeWire(
      wireObject(...code, request, money, ['paymentReference', values.uuid.slice(0, 12).replace('-', '')]),
    )
  return writeWire(
    wireObject(
      ...code,
      money,
      request,
      ['resultType', '0'],
      ['conversationID', values.conversationId],
      ['transactionId', values.receipt],
      ['status', 'SUCCESS'],
    ),
  )
}

/** The payment of an invoice. */
export function buildBillManager(_scenario: Scenario, values: CallbackValues): string {
  const { receipt, amount, phone, at, reference, shortcode } = values
  return writeWire(
    wireObject(
      ['transactionId', receipt],
      ['paidAmount', String(amount)],
      ['msisdn', phone],
      ['dateCreated', toTimestamp(at).replace(/^(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3')],
      ['accountReference', reference],
      ['shortCode', shortcode],
    ),
  )
}
