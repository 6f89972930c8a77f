import type { AnyCheck } from '../../core/check.ts'
import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { Unavailable } from '../../core/probe.ts'
import type { DarajaFailure } from '../../daraja/client/daraja-client.ts'
import type { DarajaRefusal } from '../../daraja/client/read-answer.ts'
import type { Order } from '../../orders/order.ts'
import type { DarajaPlace } from '../../probes/daraja-place.ts'
import { darajaCodes } from '../daraja/daraja-codes.ts'
import { findRefusal } from '../daraja/refusal-finding.ts'
import type { Comparison, ToldQuery } from './compare-sides.ts'
import { paymentCodes } from './payment-codes.ts'
import { nameTold } from './sides-agree.ts'

/** An order, and what Daraja said of it. */
export interface Reconciled {
  readonly order: Order
  readonly told: ToldQuery
  readonly comparison: Comparison | null
}

const codes = { ...darajaCodes, ...paymentCodes }
type Code = keyof typeof codes

export interface ReconcileCheck extends AnyCheck {
  findingsOf(asked: readonly Reconciled[]): readonly Finding<Code>[]
}

/** The pending orders against Daraja; `stopped` says why not all of them were asked after. */
export function judgeReconciled(
  asked: readonly Reconciled[],
  stopped:
    | { readonly kind: 'refused'; readonly answer: DarajaRefusal | DarajaFailure; readonly place: DarajaPlace }
    | { readonly kind: 'unavailable'; readonly why: Unavailable }
    | null,
): ReconcileCheck {
  const check = defineCheck({
    id: 'payments-reconciled',
    family: 'payment',
    title: 'No pending order has ended at Daraja',
    codes,
    needs: {},
    judge() {
      if (stopped?.kind === 'unavailable') return skip(stopped.why.kind, stopped.why.reason)
      const refusal = stopped === null ? [] : [findRefusal(stopped.answer, stopped.place)]
      return found<Code>([...findingsOf(asked), ...refusal], `${asked.length} asked after`)
    },
  })
  return { ...check, findingsOf }
}

function findingsOf(asked: readonly Reconciled[]): readonly Finding<Code>[] {
  return asked.flatMap(({ order, told, comparison }) => {
    if (comparison === null || comparison.code === 'payment/in-progress') return []
    const { code, confidence } = comparison
    const name = order.orderNumber ?? order.id
    return [
      createFinding(codes, code, `${name}: Daraja says ${nameTold(told)}, the order says ${order.state}`, {
        confidence,
        severity: confidence === 'possible' ? 'warning' : codes[code].severity,
        evidence: {
          order: name,
          checkoutRequestId: order.checkoutRequestId,
          daraja: told.kind,
          orderState: order.state,
        },
        fix: { summary: codes[code].fix, command: `mpesa-doctor diagnose ${name}` },
      }),
    ]
  })
}
