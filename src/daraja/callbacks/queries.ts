import { toTimestamp } from '../nairobi-time.ts'
import type { BalanceForm, ReversalForm, StatusForm } from '../scenarios/results.ts'
import type { ScenarioInForm } from '../scenarios/scenario.ts'
import { type CallbackValues, withCents } from './callback-values.ts'
import { queryTransactionId, queueAddress, writeResult } from './result.ts'
import { keyValue, numberOrText, type WireObject, wireNumber } from './wire.ts'

/** The result of a reversal; the receipt is that of the payment that is taken back. */
export function buildReversal(scenario: ScenarioInForm<ReversalForm>, values: CallbackValues): string {
  const references = queueAddress('reversalresults')
  const transactionId = queryTransactionId(values)
  if (scenario.form === 'failed') return writeResult(scenario, values, { transactionId, references })
  const { amount, phone, shortcode, receipt, at } = values
  return writeResult(scenario, values, {
    // The reversal has a receipt of its own; the end of the other one backwards is as good as any.
    transactionId: `${receipt.slice(0, 3)}${[...receipt.slice(3)].toReversed().join('')}`,
    parameters: [
      keyValue('DebitAccountBalance', 'Utility Account|KES|7722179.62|7722179.62|0.00|0.00'),
      keyValue('Amount', wireNumber(withCents(amount))),
      keyValue('TransCompletedTime', wireNumber(toTimestamp(at))),
      keyValue('OriginalTransactionID', receipt),
      keyValue('Charge', wireNumber('0.00')),
      keyValue('CreditPartyPublicName', `${phone} - JOHN DOE`),
      keyValue('DebitPartyPublicName', `${shortcode} - Safaricom Daraja`),
    ],
    references,
  })
}

/** What became of the payment of a receipt. */
export function buildStatus(scenario: ScenarioInForm<StatusForm>, values: CallbackValues): string {
  const transactionId = queryTransactionId(values)
  switch (scenario.form) {
    case 'captured':
      return writeResult(scenario, values, {
        transactionId,
        parameters: capturedStatus(values),
        references: keyValue('Occasion', 'OK'),
      })
    case 'documented':
      return writeResult(scenario, values, {
        transactionId,
        parameters: documentedStatus(values),
        references: keyValue('Occasion'),
        alphabetical: true,
      })
    case 'failed':
      return writeResult(scenario, values, { transactionId, references: keyValue('Occasion') })
  }
}

/** Ids of the payment that was asked about, which are not those of the question. */
const originalIds = { originator: '3211-416020-3', tail: '000041b09c22e613d6c9' } as const

function capturedStatus({ amount, phone, receipt, shortcode, at }: CallbackValues): readonly WireObject[] {
  const time = toTimestamp(at)
  return [
    keyValue('DebitPartyName', `${phone} - JOHN DOE`),
    keyValue('CreditPartyName', `${shortcode} - Duka`),
    keyValue('OriginatorConversationID', originalIds.originator),
    keyValue('InitiatedTime', wireNumber(time)),
    keyValue('CreditPartyCharges'),
    keyValue('DebitAccountType', 'MMF Account For Customer'),
    keyValue('TransactionReason'),
    keyValue('ReasonType', 'Pay Bill Online'),
    keyValue('TransactionStatus', 'Completed'),
    keyValue('FinalisedTime', wireNumber(time)),
    keyValue('Amount', numberOrText(String(amount))),
    keyValue('ConversationID', `AG_${time.slice(0, 8)}_${originalIds.tail}`),
    keyValue('ReceiptNo', receipt),
  ]
}

/** `DebitPartyName` stands there twice; the second one is the receiver. */
function documentedStatus({ amount, phone, receipt, shortcode, at }: CallbackValues): readonly WireObject[] {
  const time = toTimestamp(at)
  return [
    keyValue('DebitPartyName', `${shortcode} - Duka`),
    keyValue('DebitPartyName', `${phone} - John Doe`),
    keyValue('OriginatorConversationID', originalIds.originator),
    keyValue('InitiatedTime', time),
    keyValue('DebitAccountType', 'Utility Account'),
    keyValue('DebitPartyCharges', 'Fee For B2C Payment|KES|22.40'),
    keyValue('TransactionReason'),
    keyValue('ReasonType', 'Business Payment to Customer via API'),
    keyValue('TransactionStatus', 'Completed'),
    keyValue('FinalisedTime', time),
    keyValue('Amount', String(amount)),
    keyValue('ConversationID', `AG_${time.slice(0, 8)}_${originalIds.tail}`),
    keyValue('ReceiptNo', receipt),
  ]
}

/** The balances of a shortcode, all in one text. */
export function buildBalance(scenario: ScenarioInForm<BalanceForm>, values: CallbackValues): string {
  const { form } = scenario
  const time = toTimestamp(values.at)
  const parameters = [
    keyValue('AccountBalance', values.accountBalance ?? (form === 'documented' ? documentedBalance : capturedBalance)),
    keyValue('BOCompletedTime', form === 'documented' ? time : wireNumber(time)),
  ]
  return writeResult(scenario, values, {
    transactionId: queryTransactionId(values),
    ...(form === 'failed' ? {} : { parameters }),
    references: queueAddress('abresults'),
  })
}

const documentedBalance = accounts(
  '700000.00|700000.00',
  '228037.00|228037.00|0.00|0.00',
  '-1540.00|-1540.00|0.00|0.00',
)
const capturedBalance = accounts(
  '1.00|1.00',
  '11974737.63|11974737.63|0.00|1116744.00',
  '-153780.00|-164505.00|10725.00|0.00',
)

function accounts(working: string, utility: string, charges: string): string {
  return [
    `Working Account|KES|${working}|0.00|0.00`,
    'Float Account|KES|0.00|0.00|0.00|0.00',
    `Utility Account|KES|${utility}`,
    `Charges Paid Account|KES|${charges}`,
    'Organization Settlement Account|KES|0.00|0.00|0.00|0.00',
  ].join('&')
}
