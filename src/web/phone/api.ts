import type {
  CallbackDetail,
  PayRequest,
  PhonePageState,
  PhoneRequest,
  PressRequest,
} from '../../sandbox/phone-page/phone-page-api.ts'
import { notify } from '../shared/announce.ts'
import { ask, order, patience } from '../shared/ask.ts'

/** @throws Error with a sentence for the reader */
export function fetchState(): Promise<PhonePageState> {
  return ask('api/state', { signal: AbortSignal.timeout(patience) })
}

/** @throws as `fetchState` */
export function fetchCallback(number: number): Promise<CallbackDetail> {
  return ask(`api/callbacks/${number}`, { signal: AbortSignal.timeout(patience) })
}

/* Each says on the page why it could not be done, and resolves to whether it was. */

export function press(request: PressRequest): Promise<boolean> {
  return tryOrder('api/press', request)
}

export function setPhone(request: PhoneRequest): Promise<boolean> {
  return tryOrder('api/phone', request)
}

/** @throws as `fetchState` */
export function pay(request: PayRequest): Promise<unknown> {
  return order('api/pay', request)
}

async function tryOrder(path: string, body: object): Promise<boolean> {
  try {
    await order(path, body)
    return true
  } catch (thrown) {
    notify(thrown instanceof Error ? thrown.message : String(thrown))
    return false
  }
}
