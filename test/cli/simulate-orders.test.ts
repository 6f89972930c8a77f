import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'

interface SimulateJson extends ReportJson {
  readonly deliveries: readonly {
    readonly scenario: string
    readonly sources: Readonly<Record<string, string | null>>
    readonly request: { readonly body: string }
    readonly before: Readonly<Record<string, unknown>> | null
    readonly changed: Readonly<Record<string, readonly [unknown, unknown]>>
  }[]
}

const shop = useDemo()
const simulateJson = (...argv: readonly string[]) => shop.runJson<SimulateJson>(['simulate', ...argv])

async function startApp(answer: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/c2b`
}

describe('an order in the database', () => {
  it('gives a C2B confirmation its amount and phone by its order number, and is watched', async () => {
    const { orderNumber } = await shop.newOrder()
    const url = await startApp('{"ResultCode":0}')
    const argv = [orderNumber, '--kind', 'c2b-confirmation', '--url', url, '--settle', '200ms']
    const { exitCode, document } = await simulateJson(...argv)
    const [delivery] = document.deliveries
    expect(delivery?.sources).toMatchObject({ amount: 'order', receipt: 'invented', merchantRequestId: null })
    expect(JSON.parse(delivery?.request.body ?? '')).toMatchObject({ BillRefNumber: orderNumber, TransAmount: '10.00' })
    expect(delivery?.before).toMatchObject({ order_number: orderNumber, payment_status: 'PENDING' })
    // This app knows nothing of C2B.
    expect(document.verdict.rootCause).toBe('handler/ignores-success')
    expect(exitCode).toBe(1)
  })

  it('gives a validation its amount, and is left alone', async () => {
    const { orderNumber } = await shop.newOrder()
    const url = await startApp('{"ResultCode":"0","ResultDesc":"Accepted"}')
    const { exitCode, document } = await simulateJson(orderNumber, '--kind', 'c2b-validation', '--url', url)
    expect(exitCode).toBe(0)
    expect(document.deliveries[0]).toMatchObject({ sources: { amount: 'order' }, before: null, changed: {} })
  })

  it('is settled by the first of all scenarios, and it is said that the others show only their answers', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const { exitCode, document, stderr } = await simulateJson(checkoutRequestId, '--scenario', 'all')
    expect(exitCode).toBe(0)
    expect(document.deliveries.filter(({ before }) => before !== null).map(({ scenario }) => scenario)).toEqual([
      'success',
    ])
    expect(document.deliveries.length).toBeGreaterThan(20)
    expect(stderr).toContain('one id')
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'PAID' })
  })

  it('is dealt out: of several ids each scenario takes one of its own', async () => {
    const [first, second] = [await shop.newOrder(), await shop.newOrder()]
    const argv = [first.checkoutRequestId, second.checkoutRequestId, '--scenario', 'all']
    const { document } = await simulateJson(...argv)
    expect(document.deliveries.map(({ before }) => before?.order_number).slice(0, 3)).toEqual([
      first.orderNumber,
      second.orderNumber,
      undefined,
    ])
  })

  it('is judged by what the body says after it was changed', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const argv = [checkoutRequestId, '--set', 'ResultCode=1032']
    const { exitCode, document } = await simulateJson(...argv)
    expect(document.deliveries[0]?.changed).toMatchObject({ payment_status: ['PENDING', 'FAILED'] })
    expect(exitCode).toBe(0)
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'FAILED' })
  })

  it('is not judged by a body that names another payment', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const { exitCode, document } = await simulateJson(checkoutRequestId, '--set', 'CheckoutRequestID=ws_CO_1')
    expect(exitCode).toBe(0)
    expect(document.deliveries[0]?.before).toBeNull()
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'PENDING' })
  })

  it('says where each value came from', async () => {
    const { checkoutRequestId } = await shop.newOrder()
    const { stdout } = await shop.run(['simulate', checkoutRequestId, '--receipt', 'TKN1TEST43'])
    expect(stdout).toMatch(/amount +KES 10 \(from the order\)/)
    expect(stdout).toMatch(/receipt +TKN1TEST43 \(as given\)/)
    expect(stdout).toMatch(/merchant +\S+ \(from the order\)/)
  })
})
