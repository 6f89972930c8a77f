import { systemClock } from '../adapters/clock-system.ts'
import { systemDigest } from '../adapters/digest-crypto.ts'
import { cryptoRandom } from '../adapters/random-crypto.ts'
import { startSandboxServer } from '../adapters/sandbox-server-node.ts'
import { withControl } from '../sandbox/control/answer-control.ts'
import { createSandboxCore } from '../sandbox/create-sandbox-core.ts'
import type { LedgerSnapshot, Push, PushResult } from '../sandbox/ledger/ledger.ts'
import { sandboxShortcode } from '../sandbox/stk/credentials.ts'
import { makeReceipt } from './demo-ids.ts'
import type { DemoOrder, DemoOrders } from './demo-orders.ts'

export interface DemoDaraja {
  readonly url: string
  close(): Promise<void>
}

/** The Daraja that the shop sent its pushes to. It knows how each ended, also where the shop was never told. */
export async function startDemoDaraja(orders: DemoOrders, callbackUrl: string): Promise<DemoDaraja> {
  const { createCallbackSender } = await import('../adapters/sandbox-sender-undici.ts')
  const sandbox = createSandboxCore({
    clock: systemClock,
    random: cryptoRandom,
    digest: systemDigest,
    sender: createCallbackSender(),
    settings: {
      lenient: true,
      consumer: null,
      passkeys: {},
      twoMinuteRule: false,
      promptMs: 1_000,
      patienceMs: 60_000,
      resultMs: 1_000,
      validationMs: 8_000,
    },
    rules: [],
    faults: [],
    standardOutcome: 'success',
    deliverTo: () => null,
    state: ledgerOf(orders, callbackUrl),
  })
  const server = await startSandboxServer(withControl(sandbox), { port: 0 })
  return {
    url: server.url,
    async close() {
      await server.close()
      await sandbox.close()
    },
  }
}

function ledgerOf({ earlier, stuck, test }: DemoOrders, callbackUrl: string): LedgerSnapshot {
  const paidUnknown = { resultCode: 0, resultDesc: paidText, receipt: makeReceipt(stuck.createdAt, '3LK72QX') }
  return {
    version: 1,
    wallets: [],
    accounts: [],
    payments: [],
    pushes: [
      ...earlier.map((order) => pushOf(order, resultOf(order), callbackUrl)),
      pushOf(stuck, paidUnknown, callbackUrl),
      pushOf(test, null, callbackUrl),
    ],
    c2bUrls: [],
    originators: [],
    billCallbackUrl: null,
  }
}

const paidText = 'The service request is processed successfully.'

function resultOf({ outcome }: DemoOrder): PushResult | null {
  if (outcome.state === 'PENDING') return null
  return outcome.state === 'PAID'
    ? { resultCode: 0, resultDesc: paidText, receipt: outcome.receipt }
    : { resultCode: 1032, resultDesc: outcome.note, receipt: null }
}

function pushOf(order: DemoOrder, result: PushResult | null, callbackUrl: string): Push {
  const { amount, checkoutRequestId, createdAt, merchantRequestId, orderNumber, phone } = order
  return {
    checkoutRequestId,
    merchantRequestId,
    shortcode: sandboxShortcode,
    payee: sandboxShortcode,
    isTill: false,
    phone,
    amount,
    account: orderNumber,
    callbackUrl,
    atMs: createdAt.getTime(),
    result,
  }
}
