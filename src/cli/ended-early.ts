import type { ExitName } from './exit-codes.ts'

/** Why a run ended before its work was done. */
export class EndedEarly extends Error {
  readonly how: Extract<ExitName, 'interrupted' | 'terminated' | 'timedOut'>

  constructor(how: EndedEarly['how']) {
    super(how)
    this.name = 'EndedEarly'
    this.how = how
  }
}
