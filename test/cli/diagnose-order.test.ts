import { describe, expect, it } from 'vitest'
import { useDemo } from '../helpers/demo-project.ts'

const shop = useDemo()

describe('diagnose of one order', () => {
  it('asks Daraja after its payment, and says that the order knows nothing of it', async () => {
    const { orderNumber, checkoutRequestId } = shop.demo.orders.stuck
    for (const order of [orderNumber, checkoutRequestId]) {
      const { document } = await shop.runJson(['diagnose', order, '--only', 'payment'])
      const codes = document.checks.flatMap(({ findings }) => findings.map(({ code }) => code))
      expect({ order, exitCode: document.exitCode, codes }).toEqual({
        order,
        exitCode: 1,
        codes: ['payment/paid-not-recorded'],
      })
    }
  })

  it('names where the callback is lost, not that it was', async () => {
    await shop.withFault('get-only', async () => {
      const { document } = await shop.runJson(['diagnose', shop.demo.orders.stuck.orderNumber])
      expect(document.verdict.rootCause).toBe('app/method-not-allowed')
    })
  })
})
