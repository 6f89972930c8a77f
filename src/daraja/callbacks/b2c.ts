import { toTimestamp } from '../nairobi-time.ts'
import type { B2cForm } from '../scenarios/results.ts'
import type { ScenarioInForm } from '../scenarios/scenario.ts'
import { type CallbackValues, localPhone } from './callback-values.ts'
import { queueAddress, writeResult } from './result.ts'
import { keyValue, numberOrText, type WireObject, wireNumber } from './wire.ts'

/** The result of a B2C payment. */
export function buildB2c(scenario: ScenarioInForm<B2cForm>, values: CallbackValues): string {
  const { form } = scenario
  return writeResult(scenario, values, {
    transactionId: values.receipt,
    ...(form === 'failed' ? {} : { parameters: parametersOf(form, values) }),
    references: queueAddress('b2cresults', form === 'production'),
  })
}

function parametersOf(form: B2cForm, { amount, receipt, phone, at }: CallbackValues): readonly WireObject[] {
  const isProduction = form === 'production'
  const receiver = isProduction ? `${localPhone(phone)} - John Doe` : `${phone} - JOHN DOE`
  const funds = isProduction ? ['5225.0', '0.0', '0.0'] : ['8959269.60', '1199371.00', '-1980.00']
  const [utility = '0.0', working = '0.0', charges = '0.0'] = funds
  return [
    keyValue('TransactionAmount', numberOrText(String(amount))),
    keyValue('TransactionReceipt', receipt),
    keyValue('ReceiverPartyPublicName', receiver),
    keyValue('TransactionCompletedDateTime', dottedTime(at)),
    keyValue('B2CUtilityAccountAvailableFunds', wireNumber(utility)),
    keyValue('B2CWorkingAccountAvailableFunds', wireNumber(working)),
    keyValue('B2CRecipientIsRegisteredCustomer', 'Y'),
    keyValue('B2CChargesPaidAccountAvailableFunds', wireNumber(charges)),
  ]
}

/** `06.07.2024 22:48:52`, in East Africa Time. */
function dottedTime(at: Date): string {
  return toTimestamp(at).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$3.$2.$1 $4:$5:$6')
}
