import type { ReplyCode } from '../replies/reply-codes.ts'

/** What keeps a callback from the handler, although the app runs. */
export const routeFaults = [
  'app/route-not-found',
  'app/method-not-allowed',
  'app/csrf-rejected',
  'app/auth-required',
  'app/maintenance',
  'app/rate-limited',
] as const satisfies readonly ReplyCode[]

/** What the handler makes of a callback. */
export const handlerFaults = [
  'app/body-not-parsed',
  'app/payload-rejected',
  'app/server-error',
  'handler/crashes',
  'app/html-reply',
  'app/negative-ack',
  'app/noisy-reply',
  'app/stack-trace-exposed',
] as const satisfies readonly ReplyCode[]

/** Those of them after which there is no acknowledgement to time. */
export const refusals = [
  'app/body-not-parsed',
  'app/payload-rejected',
  'app/server-error',
  'handler/crashes',
] as const satisfies readonly ReplyCode[]
