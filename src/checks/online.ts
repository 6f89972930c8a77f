import type { AnyCheck } from '../core/check.ts'
import { clockAgrees } from './daraja/clock-agrees.ts'
import { darajaAnswers } from './daraja/daraja-answers.ts'
import { keysAccepted } from './daraja/keys-accepted.ts'

/** Checks that log in at Daraja: what `check-env --online` adds. They run only where somebody asks for them. */
export const onlineChecks: readonly AnyCheck[] = [darajaAnswers, keysAccepted, clockAgrees]
