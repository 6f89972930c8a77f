import { toTimestamp } from '../nairobi-time.ts'
import type { B2bForm, TaxForm } from '../scenarios/results.ts'
import type { ScenarioInForm } from '../scenarios/scenario.ts'
import { type CallbackValues, withCents } from './callback-values.ts'
import { noTransactionId, queryTransactionId, queueAddress, type ResultParts, writeResult } from './result.ts'
import { keyValue, numberOrText, type WireObject, wireNumber } from './wire.ts'

/** The account that was paid; the id of the request names another thing. */
const billReference = '19008'
const occasion = keyValue('Occassion')
const queue = queueAddress('b2bresults')
const balanceText = '{Amount={CurrencyCode=KES, MinimumAmount=618683, BasicAmount=6186.83}}'

/** The result of a payment from one business to another, which has an array or an object where others have the other. */
export function buildB2b(scenario: ScenarioInForm<B2bForm>, values: CallbackValues): string {
  return writeResult(scenario, values, b2bParts(scenario, values))
}

function b2bParts({ form, resultCode }: ScenarioInForm<B2bForm>, values: CallbackValues): ResultParts {
  switch (form) {
    case 'captured':
      return {
        transactionId: values.receipt,
        parameters: capturedParameters(values),
        references: [keyValue('BillReferenceNumber', wireNumber(billReference)), queue, occasion],
      }
    case 'documented':
      return {
        transactionId: values.receipt,
        parameters: documentedParameters(values, '000000– Biller Company'),
        references: [keyValue('BillReferenceNumber', billReference), queue],
      }
    case 'failed':
      return {
        transactionId: resultCode === 17 ? noTransactionId : values.receipt,
        references: [keyValue('BillReferenceNumber', `${billReference}a`), queue, occasion],
      }
    case 'single-object':
      return {
        transactionId: queryTransactionId(values),
        parameters: keyValue('BOCompletedTime', wireNumber(toTimestamp(values.at))),
        references: queueAddress('abresults', true),
      }
    case 'top-up': {
      const bill = keyValue('BillReferenceNumber', wireNumber(billReference))
      return {
        transactionId: queryTransactionId(values),
        parameters: bill,
        references: [bill, queueAddress('abresults', true), occasion],
      }
    }
  }
}

/** The result of a tax remittance. */
export function buildTax(scenario: ScenarioInForm<TaxForm>, values: CallbackValues): string {
  const isFailure = scenario.form === 'failed'
  return writeResult(scenario, values, {
    transactionId: values.receipt,
    ...(isFailure ? {} : { parameters: documentedParameters(values, '00000 - Tax Collecting Company') }),
    references: isFailure
      ? [keyValue('BillReferenceNumber', wireNumber(billReference)), queue, occasion]
      : [keyValue('BillReferenceNumber', billReference), queue],
  })
}

function capturedParameters({ amount, at, shortcode }: CallbackValues): readonly WireObject[] {
  const balance = '{Amount={CurrencyCode=KES, MinimumAmount=19997900, BasicAmount=199979.00}}'
  return [
    keyValue('Currency', 'KES'),
    keyValue('ReceiverPartyPublicName', `${shortcode} - Biller`),
    keyValue('DebitPartyCharges'),
    keyValue('TransCompletedTime', wireNumber(toTimestamp(at))),
    keyValue('DebitPartyAffectedAccountBalance', 'Working Account|KES|199979.00|199979.00|0.00|0.00'),
    keyValue('Amount', numberOrText(String(amount))),
    keyValue('DebitAccountCurrentBalance', balance),
    keyValue('InitiatorAccountCurrentBalance', balance),
  ]
}

function documentedParameters({ amount, at }: CallbackValues, receiver: string): readonly WireObject[] {
  return [
    keyValue('DebitAccountBalance', balanceText),
    keyValue('Amount', withCents(amount)),
    keyValue('DebitPartyAffectedAccountBalance', 'Working Account|KES|346568.83|6186.83|340382.00|0.00'),
    keyValue('TransCompletedTime', toTimestamp(at)),
    keyValue('DebitPartyCharges', ''),
    keyValue('ReceiverPartyPublicName', receiver),
    keyValue('Currency', 'KES'),
    keyValue('InitiatorAccountCurrentBalance', balanceText),
  ]
}
