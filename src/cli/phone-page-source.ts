import { stkScenarios } from '../daraja/stk-scenarios.ts'
import { explainFields } from '../inbox/inspector/explain-fields.ts'
import type { Ending, PhonePageState, PressRequest } from '../sandbox/phone-page/phone-page-api.ts'
import type { PhonePageSource } from '../sandbox/phone-page/phone-page-server.ts'
import type { CallbackRecord, PhonePress, Sandbox } from '../sandbox/sandbox.ts'
import { findingsOfCallback } from './sandbox-callback.ts'

export interface PhonePageSubject {
  readonly sandbox: Sandbox
  readonly sandboxUrl: string
  readonly deliverTo: () => string | null
  readonly failed: (error: unknown) => void
}

/** Every phone has it, and the page says so: it is part of a game. */
const pin = '1234'

/** What the phone page shows: the local Daraja as it is now. */
export function createPhonePageSource({ sandbox, sandboxUrl, deliverTo, failed }: PhonePageSubject): PhonePageSource {
  return {
    failed,
    state: () => stateOf(sandbox, sandboxUrl, deliverTo()),
    callback(number) {
      const record = sandbox.view().callbacks.find((callback) => callback.number === number)
      if (record === undefined) return null
      return {
        record,
        pretty: indented(record.body),
        fields: explainFields(record.body, record.kind, new Date(record.sentAt ?? record.plannedAt)),
        findings: findingsOfCallback(record),
      }
    },
    press: ({ checkoutRequestId, press }) => sandbox.press(checkoutRequestId, toPress(press)),
    setPhone: ({ phone, ...change }) => sandbox.setPhone(phone, change),
    pay: (payment) => sandbox.pay(payment),
    watch: (changed) => sandbox.subscribe(changed),
  }
}

function stateOf(sandbox: Sandbox, sandboxUrl: string, deliverTo: string | null): PhonePageState {
  const { phones, organisations, payments, callbacks, calls, faults } = sandbox.view()
  return {
    phones,
    organisations,
    payments,
    callbacks: callbacks.map(withoutBody),
    calls,
    endings,
    faults: faults.map(({ name }) => name),
    deliverTo,
    sandboxUrl,
    pin,
  }
}

function withoutBody({ body: _, ...summary }: CallbackRecord): Omit<CallbackRecord, 'body'> {
  return summary
}

/** What happens in Kenya and cannot be had with the buttons of the prompt. */
const endings: readonly Ending[] = stkScenarios.flatMap((scenario) =>
  scenario.outcome === 'success' || 'isForeign' in scenario
    ? []
    : [{ name: scenario.name, resultCode: String(scenario.resultCode), resultDesc: scenario.resultDesc }],
)

function toPress(press: PressRequest['press']): PhonePress {
  if (typeof press === 'string') return { kind: press }
  return 'pin' in press ? { kind: 'pin', pin: press.pin } : { kind: 'outcome', outcome: press.outcome }
}

function indented(body: string): string | null {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return null
  }
}
