import type { CodeDefinitions } from '../../core/finding.ts'

/** What can be wrong with the answer to a validation request. */
export const c2bCodes = {
  'c2b/validation-reply': {
    severity: 'error',
    title: 'The answer to a C2B validation is not what Safaricom reads',
    why: 'Only ResultCode 0 lets the payment through; anything else cancels it, and what is no answer leaves the decision to the ResponseType that was registered.',
    fix: 'Answer `{"ResultCode":"0","ResultDesc":"Accepted"}`, or refuse with a code from `C2B00011` to `C2B00016`',
  },
  'c2b/validation-slow': {
    severity: 'error',
    title: 'The answer to a C2B validation comes too late',
    why: 'Safaricom waits about 8 seconds while the customer stands at the till; then the registered ResponseType decides instead of the app.',
    fix: 'Answer from what is in the database already, and do everything else after the confirmation',
  },
} as const satisfies CodeDefinitions

export type C2bCode = keyof typeof c2bCodes
