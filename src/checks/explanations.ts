import type { Explanation } from '../core/verdict.ts'
import { darajaExplanations } from './daraja/explanations.ts'
import { databaseExplanations } from './db/explanations.ts'
import { paymentExplanations } from './payment/explanations.ts'
import { replyExplanations } from './replies/explanations.ts'
import { staticExplanations } from './static-explanations.ts'

/** What accounts for what, of all families: the verdict's table. */
export const explanations: readonly Explanation[] = [
  ...staticExplanations,
  ...replyExplanations,
  ...databaseExplanations,
  ...darajaExplanations,
  ...paymentExplanations,
]
