import type { JsonObject } from '../../core/json.ts'
import type { Order } from '../../orders/order.ts'
import type { BuiltCallback, CallbackRequest } from '../build-delivery.ts'
import type { DeliveryOutcome } from '../deliver.ts'
import type { Delivery } from '../delivery.ts'
import { deliveryJson } from '../delivery.ts'
import type { Exercise, StepPlan } from './exercise.ts'
import type { AuditEffect } from './view.ts'

export interface SentRequest {
  /** What is special about this one among others of its step; empty where nothing is. */
  readonly label: string
  readonly request: CallbackRequest
  readonly outcome: DeliveryOutcome
  /** A body that only somebody who means harm sends. */
  readonly attack?: true
}

/** One step as it was played. */
export interface PlayedStep {
  readonly plan: StepPlan
  /** For bodies that are no callback, a success of the order that was watched; it was not sent. */
  readonly callback: BuiltCallback
  /** In the order of sending; several of them identical callbacks at once, or bodies one after the other. */
  readonly sent: readonly SentRequest[]
  /** Null without a database. */
  readonly effect: AuditEffect | null
}

/** Why an exercise was not played. `ended`: the app or the source of the orders failed in the middle of it all. */
export interface NotPlayed {
  readonly kind: 'not-played'
  readonly exercise: Exercise
  readonly because: 'no-order' | 'no-database' | 'not-applicable' | 'spoilt' | 'ended'
  /** Completes "not played: …". */
  readonly reason: string
}

export interface Played {
  readonly kind: 'played'
  readonly exercise: Exercise
  readonly steps: readonly PlayedStep[]
  /** Orders that this exercise sent nothing for, and that changed meanwhile, as they are now. */
  readonly strays?: readonly Order[]
}

export type Play = Played | NotPlayed

/** The step as a delivery, which is what the other judges of a handler read. */
export function toDelivery(step: PlayedStep, index = 0): Delivery | undefined {
  const sent = step.sent[index]
  if (sent === undefined) return undefined
  const together = step.plan.callback.kind === 'malformed' ? 1 : step.sent.length
  const { request, outcome } = sent
  return { ...step.callback, request, attempt: index + 1, together, outcome, effect: step.effect }
}

/** Entries of `deliveries` in the JSON report. */
export function deliveriesJson({ exercise, steps }: Played): readonly JsonObject[] {
  return steps.flatMap((step) =>
    step.sent.flatMap(({ label }, index) => {
      const delivery = toDelivery(step, index)
      if (delivery === undefined) return []
      const side = (step.effect?.side ?? []).map((change) => ({
        ...change,
        added: [...change.added],
        changed: [...change.changed],
      }))
      return [{ exercise: exercise.name, ...(label === '' ? {} : { label }), ...deliveryJson(delivery), side }]
    }),
  )
}
