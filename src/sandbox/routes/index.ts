import type { Route } from '../world.ts'
import { oauth } from './oauth.ts'
import { stkPush } from './stk-push.ts'
import { stkQuery } from './stk-query.ts'

/** Every endpoint of the local Daraja. */
export const routes: readonly Route[] = [oauth, stkPush, stkQuery]
