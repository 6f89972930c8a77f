import { defineCheck, found } from '../../core/check.ts'
import { testDelivery } from '../../probes/test-delivery.ts'
import { handlerCodes } from './handler-codes.ts'
import { judgeDelivery } from './judge-delivery.ts'

export const testPaymentRecorded = defineCheck({
  id: 'test-payment-recorded',
  family: 'handler',
  title: 'A successful callback settles the test order',
  codes: handlerCodes,
  needs: { testDelivery },
  judge({ testDelivery: { delivery, tables } }) {
    const after = delivery.effect?.after
    return found(
      judgeDelivery(delivery, tables),
      after ? `order ${after.orderNumber ?? after.id} is ${after.rawState ?? after.state}` : undefined,
    )
  },
})
