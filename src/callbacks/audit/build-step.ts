import { buildStkFailure, buildStkSuccess } from '../../daraja/stk-callback.ts'
import { findScenario, type StkScenario } from '../../daraja/stk-scenarios.ts'
import type { Order } from '../../orders/order.ts'
import type { BuiltCallback, CallbackWishes } from '../build-delivery.ts'
import { buildCallback } from '../build-delivery.ts'
import type { CallbackVariant } from './exercise.ts'
import { guessSecret } from './secret-path.ts'

/** An order of the audit and the payment that is made for it: every success of it carries the same receipt and time. */
export interface AuditedOrder {
  readonly checkoutRequestId: string
  readonly order: Order | null
  /** Today's success, from which everything else is varied. */
  readonly base: BuiltCallback
}

export interface AuditedOrderPlan {
  readonly checkoutRequestId: string
  readonly order: Order | null
  readonly url: string
  readonly wishes: CallbackWishes
  readonly now: Date
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

export function prepareOrder(plan: AuditedOrderPlan): AuditedOrder {
  const { checkoutRequestId, order } = plan
  return { checkoutRequestId, order, base: buildCallback({ ...plan, scenario: scenarioNamed('success') }) }
}

export function scenarioNamed(name: string): StkScenario {
  const scenario = findScenario(name)
  if (scenario === undefined) throw new RangeError(`there is no scenario ${name}`)
  return scenario
}

/** What the hash of a phone number looks like: 64 hexadecimal digits. Which number it hides is nobody's business. */
const hash = '8556a495c390b1c9a1b2a1a2f1d07d2c8f54d4d9d2a94f5dbb7a4e7d7f16c9a0'

/** The callback of one step. `first`: the exercise's first order, `unknownId` an id that no order can have. */
export function buildStep(
  callback: Exclude<CallbackVariant, { readonly kind: 'malformed' | 'c2b-confirmation' }>,
  own: AuditedOrder,
  first: AuditedOrder,
  unknownId: string,
): BuiltCallback {
  const { base } = own
  const merchantRequestId = merchantRequestIdOf(base)
  if (callback.kind === 'failure') {
    const scenario = scenarioNamed(callback.scenario)
    const { checkoutRequestId } = own
    const body = buildStkFailure({ merchantRequestId, checkoutRequestId, ...scenario })
    return { ...base, scenario, request: { ...base.request, body }, payment: null }
  }
  const { payment: usual } = base
  const receiptOf = callback.receipt === 'first' ? first.base.payment : usual
  if (usual === null || receiptOf === null) throw new RangeError('a success has a payment')
  const payment = {
    ...usual,
    receipt: receiptOf.receipt,
    ...(callback.amount === 'too-low' ? { amount: 1 } : {}),
    ...(callback.phone === undefined ? {} : { phone: callback.phone === 'hashed' ? hash : maskedPhone(usual.phone) }),
  }
  const checkoutRequestId = callback.id === 'unknown' ? unknownId : own.checkoutRequestId
  const body = buildStkSuccess({
    merchantRequestId,
    checkoutRequestId,
    ...payment,
    ...(callback.resultCode === undefined ? {} : { resultCode: callback.resultCode }),
    ...(callback.items === undefined ? {} : { itemOrder: callback.items }),
  })
  const url = callback.path === 'guessed' ? guessSecret(base.request.url) : base.request.url
  return { ...base, checkoutRequestId, payment, request: { ...base.request, url, body } }
}

/** As C2B confirmations of today show it. */
function maskedPhone(phone: string): string {
  return `${phone.slice(0, 4)} ***** ${phone.slice(-3)}`
}

function merchantRequestIdOf({ request }: BuiltCallback): string {
  return /"MerchantRequestID":"([^"]*)"/.exec(request.body)?.[1] ?? ''
}
