import { makeCheckoutRequestId, makeReceipt } from './demo-ids.ts'

/** A line of an order; prices are whole shillings. */
export interface DemoItem {
  readonly product: string
  readonly quantity: number
  readonly unitPrice: number
}

/** An order as the shop stored it when the customer got the prompt. */
export interface DemoOrder {
  readonly orderNumber: string
  readonly customer: string
  readonly phone: string
  readonly items: readonly DemoItem[]
  /** Whole shillings, the sum of the items. */
  readonly amount: number
  readonly createdAt: Date
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
  readonly outcome: DemoOutcome
}

export type DemoOutcome =
  | { readonly state: 'PENDING' }
  | { readonly state: 'PAID'; readonly receipt: string; readonly paidAt: Date }
  | { readonly state: 'FAILED'; readonly note: string }

/** The shop's orders. `stuck` is the one a customer calls about; `test` exists so that callbacks can be tried on it. */
export interface DemoOrders {
  readonly earlier: readonly DemoOrder[]
  readonly stuck: DemoOrder
  readonly test: DemoOrder
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** How long `stuck` has waited: in a broken shop far too long, in one that works as long as a customer types a PIN. */
export const stuckForMs = { broken: 25 * minuteMs, healthy: minuteMs } as const

/** The orders of a shop that is opened at `now`. People and numbers are invented. */
export function makeDemoOrders(now: Date, waitingMs: number = stuckForMs.broken): DemoOrders {
  const ago = (ms: number): Date => new Date(now.getTime() - ms)
  return {
    earlier: [
      paid('DUKA-1036', 'Achieng Odhiambo', '254700000136', ago(3 * dayMs + 95 * minuteMs), '4QX81LM', [
        { product: 'Kikoy, blue', quantity: 2, unitPrice: 950 },
      ]),
      paid('DUKA-1037', 'Kipchoge Rotich', '254700000137', ago(2 * dayMs + 260 * minuteMs), '7B02WKT', [
        { product: 'Running socks, 3 pairs', quantity: 1, unitPrice: 850 },
        { product: 'Water bottle, 750 ml', quantity: 1, unitPrice: 600 },
      ]),
      failed('DUKA-1038', 'Mwende Mutua', '254700000138', ago(2 * dayMs + 40 * minuteMs), 'Request cancelled by user', [
        { product: 'Sisal basket, large', quantity: 1, unitPrice: 3200 },
      ]),
      paid('DUKA-1039', 'Mwende Mutua', '254700000138', ago(2 * dayMs + 33 * minuteMs), '2HN65RC', [
        { product: 'Sisal basket, large', quantity: 1, unitPrice: 3200 },
      ]),
      paid('DUKA-1040', 'Hassan Abdi', '254700000140', ago(dayMs + 310 * minuteMs), '9ZT43AV', [
        { product: 'Kenyan AA coffee, 500 g', quantity: 3, unitPrice: 1150 },
      ]),
      paid('DUKA-1041', 'Nyambura Njoroge', '254700000141', ago(dayMs + 75 * minuteMs), '5KD90FY', [
        { product: 'Beaded sandals, size 39', quantity: 1, unitPrice: 1800 },
      ]),
    ],
    stuck: pending('DUKA-1042', 'Wanjiku Kamau', '254700000142', ago(waitingMs), [
      { product: 'Kanga, pair', quantity: 1, unitPrice: 1200 },
      { product: 'Kenyan AA coffee, 500 g', quantity: 1, unitPrice: 1150 },
      { product: 'Delivery, Nairobi CBD', quantity: 1, unitPrice: 100 },
    ]),
    // The number that Safaricom's sandbox itself uses for its test customer.
    test: makeTestOrder('DUKA-TEST', now),
  }
}

/** A pending order, made now, that nobody waits for. */
export function makeTestOrder(orderNumber: string, now: Date): DemoOrder {
  return pending(orderNumber, 'Test customer', '254708374149', now, [
    { product: 'Test article', quantity: 1, unitPrice: 10 },
  ])
}

function pending(number: string, customer: string, phone: string, at: Date, items: readonly DemoItem[]): DemoOrder {
  return order(number, customer, phone, at, items, { state: 'PENDING' })
}

function failed(
  number: string,
  customer: string,
  phone: string,
  at: Date,
  note: string,
  items: readonly DemoItem[],
): DemoOrder {
  return order(number, customer, phone, at, items, { state: 'FAILED', note })
}

function paid(
  number: string,
  customer: string,
  phone: string,
  at: Date,
  receiptEnd: string,
  items: readonly DemoItem[],
): DemoOrder {
  const paidAt = new Date(at.getTime() + 21_000)
  return order(number, customer, phone, at, items, {
    state: 'PAID',
    receipt: makeReceipt(paidAt, receiptEnd),
    paidAt,
  })
}

function order(
  orderNumber: string,
  customer: string,
  phone: string,
  createdAt: Date,
  items: readonly DemoItem[],
  outcome: DemoOutcome,
): DemoOrder {
  return {
    orderNumber,
    customer,
    phone,
    items,
    amount: items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0),
    createdAt,
    checkoutRequestId: makeCheckoutRequestId(createdAt, phone),
    merchantRequestId: makeMerchantRequestId(orderNumber, createdAt),
    outcome,
  }
}

/** As the sandbox writes it: groups of a UUID run into a counter. */
function makeMerchantRequestId(orderNumber: string, at: Date): string {
  const digits = (at.getTime() % 0x1_0000_0000).toString(16).padStart(8, '0')
  const number = orderNumber.replace(/\D/g, '').padStart(4, '0').slice(-4)
  return `${digits.slice(0, 4)}-4b95-a71d-${digits.slice(4)}d3cdbb7a${number}`
}
