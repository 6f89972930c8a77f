import type { SandboxRefusal } from '../sandbox.ts'
import type { CallbackDetail, PayRequest, PhonePageState, PhoneRequest, PressRequest } from './phone-page-api.ts'

/** What the phone page shows and does. */
export interface PhonePageSource {
  state(): PhonePageState
  /** Null if there is no such callback any more. */
  callback(number: number): CallbackDetail | null
  press(request: PressRequest): SandboxRefusal | undefined
  setPhone(request: PhoneRequest): SandboxRefusal | undefined
  pay(request: PayRequest): SandboxRefusal | undefined
  /** Called whenever the state may be another one. */
  watch(changed: () => void): () => void
  /** Something went wrong in here; the page is told only that. */
  failed(error: unknown): void
}

export interface PhonePageOptions {
  readonly source: PhonePageSource
  /** 0 takes any that is free. */
  readonly port: number
  /** Takes any other port if this one is taken. */
  readonly orAnyOther: boolean
  /** Where the files of the page are; by default those that were built with this program. */
  readonly folder?: string
}
